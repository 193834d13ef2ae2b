#include "config/node_name.hpp"

namespace scrutin {

namespace {

bool is_label(const std::string& x) {
  constexpr std::size_t characters_max = 63;
  constexpr auto allowed = "abcdefghijklmnopqrstuvwxyz0123456789-";
  return !x.empty() && x.size() <= characters_max && x.front() != '-'
         && x.back() != '-'
         && x.find_first_not_of(allowed) == std::string::npos;
}

} // namespace

bool is_node_name(const std::string& x) {
  constexpr std::size_t characters_max = 253;
  if (x.size() > characters_max) {
    return false;
  }
  for (std::size_t begin = 0;;) {
    auto end = x.find('.', begin);
    if (!is_label(x.substr(begin, end - begin))) {
      return false;
    }
    if (end == std::string::npos) {
      return true;
    }
    begin = end + 1;
  }
}

} // namespace scrutin
