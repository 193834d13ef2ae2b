#pragma once

#include "domain/counting/count.hpp"

namespace scrutin {

/// Counts a ranked contest round by round: every ballot counts for its most
/// preferred continuing option; the option with fewest votes leaves, or a
/// batch of them, until the stop rule is met or two remain. Options that no
/// ballot counts for at any rank stand in no round: they can neither win nor
/// pass on a vote.
/// @param papers: as apply_ballot_rules() leaves them, without equal ranks.
/// Cost: each mark is looked at once.
contest_count count_instant_runoff(const count_terms& terms,
                                   const ballot_papers& papers);

} // namespace scrutin
