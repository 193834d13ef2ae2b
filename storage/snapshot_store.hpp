#pragma once

#include <optional>

#include "domain/ids.hpp"
#include "domain/result.hpp"
#include "domain/snapshot.hpp"

namespace scrutin {

/// Snapshots of partitions that nodes share to take over fast: the last one of
/// each. May lose or mix up what it likes; whoever takes one compares it with
/// the ballot box. Used from one thread at a time.
class snapshot_store {
public:
  virtual ~snapshot_store() = default;

  /// @returns `unavailable` where it cannot be kept now.
  virtual result<void> put(const sealed_snapshot& x) = 0;
  /// @returns nothing where there is none; `unavailable`; `damaged`.
  virtual result<std::optional<sealed_snapshot>>
  find(partition_id partition) = 0;
};

} // namespace scrutin
