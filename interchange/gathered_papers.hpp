#pragma once

#include <cstdint>

#include "domain/counting/ballot_papers.hpp"
#include "domain/counting/rules.hpp"

namespace scrutin {

/// Papers that say the same made one, those of most ballots first, equal ones
/// by their marks: an order that tells nothing but what the papers say. Empty
/// ranks after the last marked one are left out.
/// @param ranks_max: rankings are cut to so many ranks, empty ones counted; a
/// ballot without a mark among them becomes blank. 0: they stay whole. Of no
/// matter for other styles.
/// Cost: O(n log n) in papers.
ballot_papers gather(const ballot_papers& papers, ballot_style style,
                     std::uint32_t ranks_max = 0);

/// Ballots that say what fewer than `voters` say; blank ones are none of them.
std::uint64_t ballots_of_few(const ballot_papers& gathered,
                             std::uint64_t voters);

} // namespace scrutin
