#pragma once

#include <cstddef>
#include <vector>

#include "domain/counting/count.hpp"

namespace scrutin {

// What a round of an instant-runoff decides from its votes alone, ties aside.
// A place is an index into the votes of the round.

/// Whether it is the last.
/// @param first_round_votes: ballots that counted for somebody at first.
bool ends_runoff(const counting_rules& rules, const count_round& round,
                 std::uint64_t first_round_votes);

/// Under `elimination_rule::batch`, the largest group of the weakest whose
/// votes together are fewer than the next one's, with two or more left.
/// @returns places in ballot order; two at least, or none.
std::vector<std::size_t> weakest_together(const counting_rules& rules,
                                          const count_round& round);

/// Everybody who has fewest votes, in ballot order.
std::vector<std::size_t> weakest_alone(const count_round& round);

/// Who has most votes, the earliest on the ballot of several.
/// @param round: has at least one vote entry.
std::size_t strongest(const count_round& round);

/// What the strongest has more than the next; all its votes where it is alone.
std::uint64_t lead_of(const count_round& round);

} // namespace scrutin
