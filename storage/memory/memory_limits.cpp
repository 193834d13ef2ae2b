#include "storage/memory/memory_limits.hpp"

#include <algorithm>

namespace scrutin {

result<std::vector<std::int64_t>>
memory_limits::charge(const std::vector<limit_charge>& charges) {
  std::lock_guard<std::mutex> guard{shared_->lock};
  auto now = now_();
  std::vector<std::int64_t> owed;
  owed.reserve(charges.size());
  for (const auto& x : charges) {
    auto& full_at = shared_->full_at[{x.limit, x.bucket}];
    full_at = std::min(std::max(full_at, now) + x.tokens * x.interval_ns,
                       now + horizon_ns);
    owed.push_back(full_at - now);
  }
  return owed;
}

} // namespace scrutin
