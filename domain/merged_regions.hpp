#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "domain/election.hpp"
#include "domain/ids.hpp"

namespace scrutin {

/// How many ballots a region holds: everybody may know that.
struct region_ballots {
  region_id region;
  std::uint64_t ballots = 0;
};

/// Which regions' votes come out in one sum, so that none of few ballots comes
/// out by itself: those with fewer than k, and of the others those with the
/// fewest until the sum is over k ballots at least and over two regions that
/// hold any. A region without a ballot says nothing that its turnout does not,
/// and stays by itself. All that anybody can find out by subtraction is that
/// same sum.
/// @param all: of an election that has closed, in the order of the definition,
/// in which the answer stands too.
/// @param k: see election::release_step_ballots.
/// @returns none where no region has few ballots, or only one has any.
std::vector<region_id> merged_regions(const std::vector<region_ballots>& all,
                                      std::uint64_t k);

/// Whether the definition asks for that.
bool merges_regions(const election& x);

/// The same of a whole election; none where its definition does not ask for it.
/// @param ballots_in: of each region.
std::vector<region_id>
merged_regions(const election& rules,
               const std::function<std::uint64_t(region_id)>& ballots_in);

} // namespace scrutin
