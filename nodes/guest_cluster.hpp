#pragma once

#include "nodes/host_link.hpp"
#include "storage/cluster_store.hpp"

namespace scrutin {

/// The cluster as a guest takes part in it: its host writes its heartbeats and
/// tells it who is there. A guest owns nothing, so it has nothing to release.
class guest_cluster : public cluster_store {
public:
  explicit guest_cluster(std::unique_ptr<host_link> to) : to_(std::move(to)) {}

  /// @returns errors of the host's authority; `bad_configuration` where the
  /// host does not know this guest; `storage_away` where no host answers.
  result<void> renew(const member& self) override;
  /// What the host said with the last heartbeat.
  result<cluster_view> view() const override { return view_; }

  result<void> release(partition_id partition, epoch_number epoch) override;
  /// No effect on the guest itself: nothing has to be handed over.
  /// @returns `wrong_state` for another node.
  result<void> set_draining(const std::string& node, bool draining) override;
  result<void> remove(const std::string& node) override;

private:
  std::unique_ptr<host_link> to_;
  std::string self_;
  cluster_view view_;
};

} // namespace scrutin
