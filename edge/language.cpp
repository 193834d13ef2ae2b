#include "edge/language.hpp"

// Beast wants it first.
#include <ostream>

#include <boost/beast/core/string.hpp>
#include <cstddef>
#include <optional>

#include "edge/header_text.hpp"

namespace scrutin::edge {

namespace {

constexpr unsigned quality_max = 1000;

// Cuts off what lies before `mark`, or everything.
std::string_view take_until(std::string_view& from, char mark) {
  auto end = from.find(mark);
  auto taken = trimmed(from.substr(0, end));
  from =
    end == std::string_view::npos ? std::string_view{} : from.substr(end + 1);
  return taken;
}

std::optional<language> language_of(std::string_view range) {
  auto primary = range.substr(0, range.find('-'));
  if (primary == "*" || boost::beast::iequals(primary, "fr")) {
    return language::french;
  }
  if (boost::beast::iequals(primary, "en")) {
    return language::english;
  }
  return std::nullopt;
}

// In thousandths; 0 for a weight that is none.
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

} // namespace

std::string_view tag_of(language x) {
  switch (x) {
  case language::french:
    return "fr";
  case language::english:
    return "en";
  }
  return {};
}

language preferred_language(std::string_view accept) {
  auto best = language::french;
  unsigned best_quality = 0;
  while (!accept.empty()) {
    auto weight = take_until(accept, ',');
    auto range = take_until(weight, ';');
    auto known = language_of(range);
    if (auto quality = quality_of(trimmed(weight));
        known && quality > best_quality) {
      best = *known;
      best_quality = quality;
    }
  }
  return best;
}

} // namespace scrutin::edge
