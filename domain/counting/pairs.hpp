#pragma once

#include "domain/counting/count.hpp"

namespace scrutin {

// Methods that compare options pair by pair. An option that a ballot leaves out
// stands below all that it ranks, and equal with the others it leaves out. Both
// elect who beats every other option, where there is one. They take papers as
// apply_ballot_rules() leaves them, equal ranks included.

/// Counts who is preferred to whom.
/// Cost: marks times options.
pair_votes count_pairs(const count_terms& terms, const ballot_papers& papers);

/// Schulze: one option is better than another where the strongest chain of
/// victories from it to the other is stronger than any back; who is worse than
/// nobody wins. Several such are a tie.
/// Source: M. Schulze, A new monotonic, clone-independent, reversal symmetric,
/// and Condorcet-consistent single-winner election method, Social Choice and
/// Welfare 36 (2011), section 2.
contest_count count_schulze(const count_terms& terms,
                            const ballot_papers& papers);

/// Ranked pairs: victories are affirmed from the strongest to the weakest, but
/// not one that closes a circle with those before; who is beaten by no
/// affirmed victory wins. Victories of equal strength that cannot all be
/// affirmed are taken by the tie rule, first those over who yields soonest: but
/// only among the fewest options that beat all others, for no other can win.
/// Source: T. N. Tideman, Independence of clones as a criterion for voting
/// rules, Social Choice and Welfare 4 (1987). The order of equals is our own.
contest_count count_ranked_pairs(const count_terms& terms,
                                 const ballot_papers& papers);

} // namespace scrutin
