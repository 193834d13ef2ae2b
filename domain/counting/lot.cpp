#include "domain/counting/lot.hpp"

#include <string>

namespace scrutin {

sha256_hash lot_of(std::string_view seed, contest_id contest,
                   option_id option) {
  std::string text{seed};
  for (auto id : {contest.election.value, contest.region.value, option.value}) {
    text += '|';
    text += std::to_string(id);
  }
  return sha256(text);
}

} // namespace scrutin
