#include "domain/certification/canonical_json.hpp"

#include <algorithm>

#include "domain/text.hpp"

namespace scrutin {

namespace {

constexpr std::uint64_t exact_max = (std::uint64_t{1} << 53) - 1;

void write_text(std::string_view text, std::string& out) {
  constexpr std::string_view named = "\b\t\n\f\r\"\\";
  constexpr std::string_view letters = "btnfr\"\\";
  out += '"';
  for (char c : text) {
    if (auto at = named.find(c); at != std::string_view::npos) {
      out += '\\';
      out += letters[at];
    } else if (static_cast<unsigned char>(c) < 0x20) {
      out += "\\u00" + to_hex({&c, 1});
    } else {
      out += c;
    }
  }
  out += '"';
}

} // namespace

std::string canonical_json::text() const {
  std::string out;
  write(out);
  return out;
}

void canonical_json::write(std::string& out) const {
  if (const auto* truth = std::get_if<bool>(&content_)) {
    out += *truth ? "true" : "false";
  } else if (const auto* number = std::get_if<std::uint64_t>(&content_)) {
    auto digits = std::to_string(*number);
    out += *number > exact_max ? '"' + digits + '"' : digits;
  } else if (const auto* words = std::get_if<std::string>(&content_)) {
    write_text(*words, out);
  } else if (const auto* list = std::get_if<array>(&content_)) {
    out += '[';
    for (std::size_t i = 0; i < list->size(); ++i) {
      out += i > 0 ? "," : "";
      (*list)[i].write(out);
    }
    out += ']';
  } else if (const auto* members = std::get_if<object>(&content_)) {
    std::vector<const member*> sorted;
    for (const auto& each : *members) {
      sorted.push_back(&each);
    }
    std::sort(sorted.begin(), sorted.end(),
              [](const auto* x, const auto* y) { return x->first < y->first; });
    out += '{';
    for (std::size_t i = 0; i < sorted.size(); ++i) {
      out += i > 0 ? "," : "";
      write_text(sorted[i]->first, out);
      out += ':';
      sorted[i]->second.write(out);
    }
    out += '}';
  } else {
    out += "null";
  }
}

} // namespace scrutin
