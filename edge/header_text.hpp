#pragma once

#include <string_view>

namespace scrutin::edge {

/// A header's value without the blanks and tabs around it: the optional white
/// space of RFC 9110, section 5.6.3.
inline std::string_view trimmed(std::string_view x) {
  constexpr auto blanks = " \t";
  auto first = x.find_first_not_of(blanks);
  if (first == std::string_view::npos) {
    return {};
  }
  return x.substr(first, x.find_last_not_of(blanks) - first + 1);
}

} // namespace scrutin::edge
