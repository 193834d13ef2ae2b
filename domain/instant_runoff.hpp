#pragma once

#include "domain/count.hpp"

namespace scrutin {

/// Counts a ranked contest round by round: every ballot counts for its most
/// preferred continuing option; the option with fewest votes leaves, one a
/// round, until the election's stop rule is met or two remain. A tie, for
/// fewest votes or between the last two, goes by the election's tie rule.
/// Options that no ballot counts for at any rank stand in no round: they can
/// neither win nor pass on a vote.
/// @param votes: as for count_contest().
/// Cost: each mark on a distinct ballot is looked at once.
contest_count count_instant_runoff(const election& rules, const contest& where,
                                   const tally& votes);

} // namespace scrutin
