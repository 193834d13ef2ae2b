#pragma once

#include <algorithm>
#include <limits>

#include "domain/review.hpp"

namespace scrutin {

/// Adds further attempts of the same contest, kind and tag to an entry, the
/// same for every backend: attempts add up (and stop at the largest number),
/// days widen; and what was resolved is to be looked at again.
inline void merge_into(review_entry& entry, const review_entry& more) {
  auto room = std::numeric_limits<std::uint32_t>::max() - entry.attempts;
  entry.attempts += std::min(room, more.attempts);
  entry.first_day = std::min(entry.first_day, more.first_day);
  entry.last_day = std::max(entry.last_day, more.last_day);
  entry.resolution = 0;
}

} // namespace scrutin
