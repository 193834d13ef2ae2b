#include "edge/language.hpp"

// Beast wants it first.
#include <ostream>

#include <boost/beast/core/string.hpp>
#include <cstddef>
#include <optional>

#include "edge/accept.hpp"
#include "edge/header_text.hpp"

namespace scrutin::edge {

namespace {

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
