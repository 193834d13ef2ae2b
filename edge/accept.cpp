#include "edge/accept.hpp"

// Beast wants it first.
#include <ostream>

#include <boost/beast/core/string.hpp>

#include "edge/header_text.hpp"
#include "edge/query.hpp"

namespace scrutin::edge {

namespace {

constexpr unsigned quality_max = 1000;

// How exactly a range of types names one: 0, not at all.
unsigned fits(std::string_view range, std::string_view type) {
  if (boost::beast::iequals(range, type)) {
    return 3;
  }
  auto slash = type.find('/');
  auto family =
    range.size() == slash + 2 && range.substr(slash) == "/*"
    && boost::beast::iequals(range.substr(0, slash), type.substr(0, slash));
  return family ? 2 : range == "*/*" ? 1 : 0;
}

} // namespace

std::string_view take_until(std::string_view& from, char mark) {
  auto end = from.find(mark);
  auto taken = trimmed(from.substr(0, end));
  from =
    end == std::string_view::npos ? std::string_view{} : from.substr(end + 1);
  return taken;
}

unsigned quality_of(std::string_view weight) {
  if (weight.empty()) {
    return quality_max;
  }
  if (weight.size() < 3 || !boost::beast::iequals(weight.substr(0, 2), "q=")) {
    return 0;
  }
  weight.remove_prefix(2);
  if (weight.front() == '1') {
    return quality_max;
  }
  if (weight.substr(0, 2) != "0.") {
    return 0;
  }
  weight.remove_prefix(2);
  unsigned quality = 0;
  for (unsigned digit = 100; digit > 0 && !weight.empty(); digit /= 10) {
    if (weight.front() < '0' || weight.front() > '9') {
      return 0;
    }
    quality += digit * static_cast<unsigned>(weight.front() - '0');
    weight.remove_prefix(1);
  }
  return quality;
}

unsigned quality_of_type(std::string_view accept, std::string_view type) {
  if (trimmed(accept).empty()) {
    return quality_max;
  }
  unsigned best_fit = 0;
  unsigned quality = 0;
  while (!accept.empty()) {
    auto range_and_weight = take_until(accept, ',');
    auto range = take_until(range_and_weight, ';');
    // Parameters of the type may come before its weight.
    std::string_view weight;
    while (!range_and_weight.empty()) {
      auto part = take_until(range_and_weight, ';');
      weight = boost::beast::iequals(part.substr(0, 2), "q=") ? part : weight;
    }
    auto fit = fits(range, type);
    if (fit > best_fit) {
      best_fit = fit;
      quality = quality_of(weight);
    }
  }
  return quality;
}

std::optional<bool> wants_csv(const request_head& head) {
  if (auto format = query_value(head.query, "format")) {
    if (*format != "csv" && *format != "json") {
      return std::nullopt;
    }
    return *format == "csv";
  }
  return quality_of_type(head.accept, "text/csv")
         > quality_of_type(head.accept, "application/json");
}

} // namespace scrutin::edge
