#pragma once

#include <vector>

#include "domain/attempts.hpp"
#include "domain/ids.hpp"
#include "domain/result.hpp"

namespace scrutin {

/// How often voters tried again after they had voted, counted over all owners
/// that a partition has had. Advisory: what is lost here makes a voter's count
/// begin again. Used from one thread at a time.
class attempt_store {
public:
  virtual ~attempt_store() = default;

  /// Adds to what is there, in one go; `unavailable` where that is not sure.
  virtual result<void> add(partition_id partition,
                           const std::vector<attempt_count>& counts) = 0;
  /// @returns every count of a partition, in no order; `unavailable`.
  virtual result<std::vector<attempt_count>> of(partition_id partition) = 0;
};

} // namespace scrutin
