#pragma once

#include <map>
#include <memory>
#include <mutex>

#include "storage/attempt_store.hpp"

namespace scrutin {

/// Counts in memory, which several stores share as they do one server.
class memory_attempts final : public attempt_store {
public:
  struct contents {
    std::mutex mutex;
    std::map<partition_id, std::map<std::uint64_t, std::uint32_t>> kept;
    /// While set, nothing is counted and nothing found.
    bool away = false;
  };

  explicit memory_attempts(std::shared_ptr<contents> shared)
    : shared_(std::move(shared)) {}

  result<void> add(partition_id partition,
                   const std::vector<attempt_count>& counts) override;
  result<std::vector<attempt_count>> of(partition_id partition) override;

private:
  std::shared_ptr<contents> shared_;
};

} // namespace scrutin
