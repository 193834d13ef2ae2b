#pragma once

#include <map>
#include <memory>
#include <mutex>

#include "storage/snapshot_store.hpp"

namespace scrutin {

/// Snapshots in memory, which several stores share as they do one server.
class memory_snapshots final : public snapshot_store {
public:
  struct contents {
    std::mutex mutex;
    std::map<partition_id, sealed_snapshot> kept;
    /// While set, nothing is kept and nothing found.
    bool away = false;
  };

  explicit memory_snapshots(std::shared_ptr<contents> shared)
    : shared_(std::move(shared)) {}

  result<void> put(const sealed_snapshot& x) override;
  result<std::optional<sealed_snapshot>> find(partition_id partition) override;

private:
  std::shared_ptr<contents> shared_;
};

} // namespace scrutin
