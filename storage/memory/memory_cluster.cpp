#include "storage/memory/memory_cluster.hpp"

namespace scrutin {

result<void> memory_cluster::renew(const member& self) {
  std::lock_guard lock{contents_->mutex};
  if (contents_->past_incarnations.count(self.incarnation) != 0) {
    return error{ec::fenced, self.name + " was started again or removed"};
  }
  auto& node = contents_->nodes[self.name];
  if (node.what.incarnation != self.incarnation) {
    if (node.renewals > 0) {
      contents_->past_incarnations.insert(node.what.incarnation);
    }
    node.renewals = 0;
    node.draining = false;
  }
  node.what = self;
  node.renewed_at_ms = now_();
  ++node.renewals;
  return {};
}

result<cluster_view> memory_cluster::view() const {
  std::lock_guard lock{contents_->mutex};
  cluster_view seen;
  auto now = now_();
  for (const auto& [name, node] : contents_->nodes) {
    seen.members.push_back(
      {node.what, node.draining, now - node.renewed_at_ms, node.renewals});
  }
  for (const auto& [partition, log] : contents_->logs) {
    seen.partitions.push_back({partition, log.owner, log.record.epoch});
  }
  return seen;
}

result<void> memory_cluster::release(partition_id partition,
                                     epoch_number epoch) {
  std::lock_guard lock{contents_->mutex};
  auto found = contents_->logs.find(partition);
  if (found != contents_->logs.end() && found->second.record.epoch == epoch) {
    found->second.owner.clear();
  }
  return {};
}

result<void> memory_cluster::set_draining(const std::string& node,
                                          bool draining) {
  std::lock_guard lock{contents_->mutex};
  auto found = contents_->nodes.find(node);
  if (found == contents_->nodes.end()) {
    return error{ec::unavailable, "there is no node " + node};
  }
  found->second.draining = draining;
  return {};
}

result<void> memory_cluster::remove(const std::string& node) {
  std::lock_guard lock{contents_->mutex};
  auto found = contents_->nodes.find(node);
  if (found != contents_->nodes.end()) {
    contents_->past_incarnations.insert(found->second.what.incarnation);
    contents_->nodes.erase(found);
  }
  for (auto& [partition, log] : contents_->logs) {
    if (log.owner == node) {
      log.owner.clear();
    }
  }
  return {};
}

} // namespace scrutin
