#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <utility>

#include "domain/surroundings.hpp"
#include "storage/limit_store.hpp"

namespace scrutin {

/// What several stores share, as the nodes of a test do.
struct memory_buckets {
  std::mutex lock;
  /// When each will be full again, by the clock of the stores.
  std::map<std::pair<std::uint8_t, std::uint64_t>, std::int64_t> full_at;
};

class memory_limits : public limit_store {
public:
  memory_limits(std::shared_ptr<memory_buckets> shared, monotonic_clock now)
    : shared_(std::move(shared)), now_(std::move(now)) {}

  result<std::vector<std::int64_t>>
  charge(const std::vector<limit_charge>& charges) override;

private:
  std::shared_ptr<memory_buckets> shared_;
  monotonic_clock now_;
};

} // namespace scrutin
