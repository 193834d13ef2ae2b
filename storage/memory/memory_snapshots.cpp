#include "storage/memory/memory_snapshots.hpp"

namespace scrutin {

result<void> memory_snapshots::put(const sealed_snapshot& x) {
  std::lock_guard lock{shared_->mutex};
  if (shared_->away) {
    return error{ec::unavailable, "made to be away"};
  }
  shared_->kept[x.partition] = x;
  return {};
}

result<std::optional<sealed_snapshot>>
memory_snapshots::find(partition_id partition) {
  std::lock_guard lock{shared_->mutex};
  if (shared_->away) {
    return error{ec::unavailable, "made to be away"};
  }
  auto found = shared_->kept.find(partition);
  return found == shared_->kept.end()
           ? std::optional<sealed_snapshot>{}
           : std::optional<sealed_snapshot>{found->second};
}

} // namespace scrutin
