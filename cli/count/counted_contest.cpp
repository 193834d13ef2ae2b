#include "cli/count/counted_contest.hpp"

#include <algorithm>

namespace scrutin {

const std::string& counted_contest::name_of(option_id option) const {
  auto found = std::find(terms.options.begin(), terms.options.end(), option);
  return names.at(static_cast<std::size_t>(found - terms.options.begin()));
}

} // namespace scrutin
