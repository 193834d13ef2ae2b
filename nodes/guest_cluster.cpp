#include "nodes/guest_cluster.hpp"

namespace scrutin {

namespace {

error needs_database(const char* what) {
  return {ec::wrong_state,
          std::string{"a guest has no way to the database to "} + what};
}

} // namespace

result<void> guest_cluster::renew(const member& self) {
  self_ = self.name;
  auto answer = to_->ask<guest_view>(guest_heartbeat{self});
  if (!answer) {
    return answer.failure();
  }
  view_ = std::move(answer->view);
  to_->learn(view_);
  return {};
}

result<void> guest_cluster::release(partition_id, epoch_number) {
  return needs_database("release a partition in");
}

result<void> guest_cluster::set_draining(const std::string& node, bool) {
  if (node != self_) {
    return needs_database("mark nodes in");
  }
  return {};
}

result<void> guest_cluster::remove(const std::string&) {
  return needs_database("remove nodes from");
}

} // namespace scrutin
