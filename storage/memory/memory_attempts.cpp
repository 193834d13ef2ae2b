#include "storage/memory/memory_attempts.hpp"

namespace scrutin {

result<void> memory_attempts::add(partition_id partition,
                                  const std::vector<attempt_count>& counts) {
  std::lock_guard lock{shared_->mutex};
  if (shared_->away) {
    return error{ec::unavailable, "made to be away"};
  }
  for (const auto& x : counts) {
    shared_->kept[partition][x.credential] += x.attempts;
  }
  return {};
}

result<std::vector<attempt_count>> memory_attempts::of(partition_id partition) {
  std::lock_guard lock{shared_->mutex};
  if (shared_->away) {
    return error{ec::unavailable, "made to be away"};
  }
  std::vector<attempt_count> counts;
  for (const auto& [credential, attempts] : shared_->kept[partition]) {
    counts.push_back({credential, attempts});
  }
  return counts;
}

} // namespace scrutin
