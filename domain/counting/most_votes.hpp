#pragma once

#include "domain/counting/count.hpp"

namespace scrutin {

// Methods that add up what ballots give to each option, and seat those that
// have most. They take papers as apply_ballot_rules() leaves them.

/// Plurality, block and approval: a vote for each option that a ballot names.
contest_count count_choices(const count_terms& terms,
                            const ballot_papers& papers);

/// Score: the sum of an option's scores; none counts as 0.
contest_count count_scores(const count_terms& terms,
                           const ballot_papers& papers);

/// Borda: points by the places on a ballot, under `counting_rules::points`.
/// With `average` votes are counted in tenths, since points can be halves. A
/// ballot that ranks nobody gives none.
contest_count count_points(const count_terms& terms,
                           const ballot_papers& papers);

/// A count of papers that nothing was added up from yet.
contest_count begin_count(const count_terms& terms,
                          const ballot_papers& papers);

} // namespace scrutin
