#pragma once

#include "storage/redis/redis_link.hpp"
#include "storage/snapshot_store.hpp"

namespace scrutin {

/// Snapshots in Redis: `scrutin:snapshot:ELECTION:REGION:SLICE`, gone a week
/// after they were made.
class redis_snapshots final : public snapshot_store {
public:
  explicit redis_snapshots(redis_options options) : link_(std::move(options)) {}

  result<void> put(const sealed_snapshot& x) override;
  result<std::optional<sealed_snapshot>> find(partition_id partition) override;

private:
  redis_link link_;
};

} // namespace scrutin
