#pragma once

#include <cstdint>
#include <vector>

#include "domain/result.hpp"
#include "domain/review.hpp"

namespace scrutin {

/// Refused attempts for officials; what they decide about them is committed
/// with its line of the audit log (administration_store.hpp). Bounded: past
/// `entries_max` entries a contest and kind, only the counters grow. Used from
/// one thread at a time.
class review_store {
public:
  static constexpr std::uint64_t entries_max = 100'000;

  virtual ~review_store() = default;

  /// Merges entries into those of the same contest, kind and tag, of
  /// which none is resolved any more. Not synced.
  virtual result<void> add(const std::vector<review_entry>& entries) = 0;
  virtual result<std::vector<review_entry>> list(contest_id contest) const = 0;
  /// Attempts of a kind, those beyond the bound included.
  virtual result<std::uint64_t> attempts(contest_id contest,
                                         review_kind kind) const = 0;
};

} // namespace scrutin
