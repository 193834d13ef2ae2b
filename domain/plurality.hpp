#pragma once

#include "domain/count.hpp"

namespace scrutin {

/// Counts a contest in which a ballot names one option and most votes win. A
/// tie for most votes has no leader and no margin.
/// @param votes: as for count_contest().
contest_count count_plurality(const contest& where, const tally& votes);

} // namespace scrutin
