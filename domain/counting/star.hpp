#pragma once

#include "domain/counting/count.hpp"

namespace scrutin {

/// STAR: the two options with the highest sums of scores; of these, who more
/// ballots score higher. Two rounds: the sums, then the ballots that prefer
/// each, with those that prefer neither as exhausted.
///
/// Of several that are tied for the two, who loses most often to the others
/// drops out, as often as that leaves anyone; then who has more of the highest
/// score advances. Two that are tied for both places advance without a
/// decision. A tie between the two goes to the higher sum, then to more of the
/// highest score. What is equal still goes by the contest's rule.
/// Source: Equal Vote Coalition, official tiebreaker protocol,
/// https://www.starvoting.org/ties
/// @param papers: as apply_ballot_rules() leaves them.
contest_count count_star(const count_terms& terms, const ballot_papers& papers);

} // namespace scrutin
