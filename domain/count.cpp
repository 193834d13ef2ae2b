#include "domain/count.hpp"

#include "domain/instant_runoff.hpp"
#include "domain/plurality.hpp"

namespace scrutin {

const char* to_string(elimination_reason x) {
  switch (x) {
  case elimination_reason::none:
    return "none";
  case elimination_reason::fewest_votes:
    return "fewest_votes";
  case elimination_reason::tie_previous_round:
    return "tie_previous_round";
  case elimination_reason::tie_ballot_order:
    return "tie_ballot_order";
  case elimination_reason::tie_lot:
    return "tie_lot";
  }
  return "invalid";
}

contest_count count_contest(const election& rules, const contest& where,
                            const tally& votes) {
  switch (rules.method) {
  case voting_method::single_choice:
    return count_plurality(where, votes);
  case voting_method::ranked_choice:
    return count_instant_runoff(rules, where, votes);
  }
  broken_invariant("a contest without a counting method");
}

} // namespace scrutin
