#pragma once

#include "domain/counting/count.hpp"

namespace scrutin {

/// Fills several seats from ranked ballots. Who reaches the quota is elected
/// and what lies above it is passed on, the largest surplus first; where there
/// is none, the option with fewest votes leaves and its ballots pass on at
/// their value. When as many continue as seats are open, they are elected.
/// Valid ballots are those that prefer anyone.
///
/// Fractional: a ballot's new value is the surplus times its value, divided by
/// all votes of the option, cut to `decimals` digits (weighted inclusive
/// Gregory). Source: Scottish Local Government Elections Order 2007, schedule
/// 1, rules 45 to 52.
///
/// Whole: as many ballots as the surplus move, of those that prefer someone
/// else still, in proportion to what they say, the largest fractions rounded
/// up, equal ones by lot from the seed. A ballot box keeps no order, so that
/// there is no "last parcel" to take them from.
///
/// @param papers: as apply_ballot_rules() leaves them, without equal ranks.
contest_count count_transferable_vote(const count_terms& terms,
                                      const ballot_papers& papers);

} // namespace scrutin
