#pragma once

#include <string>

#include "domain/cluster.hpp"
#include "domain/ids.hpp"
#include "domain/result.hpp"

namespace scrutin {

/// Which nodes there are and which partitions they own, on the authority that
/// all nodes share. Only prevents needless take-overs: what keeps two writers
/// apart is the epoch of the ballot box. Used from one thread at a time.
class cluster_store {
public:
  virtual ~cluster_store() = default;

  /// Writes a node's heartbeat under the authority's clock.
  /// @returns `fenced` where another incarnation under that name is newer or
  /// the node was removed.
  virtual result<void> renew(const member& self) = 0;

  virtual result<cluster_view> view() const = 0;

  /// Gives a partition up: its owner becomes nobody. No effect where the epoch
  /// is not the newest any more.
  virtual result<void> release(partition_id partition, epoch_number epoch) = 0;

  /// Holds until the node is started again.
  /// @returns `unavailable` where there is no node of that name.
  virtual result<void> set_draining(const std::string& node, bool draining) = 0;

  /// Forgets a node for good; its partitions may be taken at once.
  virtual result<void> remove(const std::string& node) = 0;
};

} // namespace scrutin
