#pragma once

#include <ostream>

#include "cli/closed_election.hpp"
#include "cli/export_format.hpp"
#include "domain/surroundings.hpp"

namespace scrutin {

/// How ballots are written out.
struct ballot_export {
  export_format format = export_format::cdf;
  /// 0: rankings stay whole.
  std::uint32_t ranks_kept = 0;
  /// Draws the order of ballots that are written one by one.
  random_source random;
  /// Unix ms.
  std::int64_t written_at_ms = 0;
};

/// What is to be known of ballots before they are given away.
struct export_risk {
  /// Ballots that say what fewer voters say than a release step has.
  std::uint64_t of_few = 0;
  /// Ballots that say what no other does.
  std::uint64_t alone = 0;
  std::uint64_t ballots = 0;
  /// Fewer than so many voters.
  std::uint64_t few = 0;
};

/// A contest's ballots, gathered by what they say and cut. A name that counts
/// for no candidate is blank.
ballot_papers papers_for_export(const election& in, const recounted_contest& x,
                                const ballot_export& how);

/// How many ballots could be recognised by what they say, where a ballot may
/// say more than one option: a voter can be told to fill in the places that
/// decide nothing in a way that nobody else would. None in other contests.
export_risk risk_of(const election& in, const ballot_papers& papers);

/// Writes papers in one of the ballot formats.
/// @returns what the writers return.
result<void> write_ballots(std::ostream& out, const terminal& at,
                           const election& in, const recounted_contest& x,
                           const ballot_papers& papers,
                           const ballot_export& how);

} // namespace scrutin
