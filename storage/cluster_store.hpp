#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "domain/fixed_bytes.hpp"
#include "domain/ids.hpp"
#include "domain/result.hpp"

namespace scrutin {

/// Random for each start of a process: tells a node from its predecessor of
/// the same name.
using incarnation_id = fixed_bytes<16, struct incarnation_meaning>;

/// What a node does; any mix.
struct node_roles {
  bool edge = false;
  bool validator = false;
  bool results = false;
};

/// What a node says of itself with every heartbeat.
struct member {
  /// Fixed by the operator, unique in the cluster; its certificate's name.
  std::string name;
  incarnation_id incarnation;
  /// Where the other nodes reach it: `HOST:PORT` of its relay.
  std::string address;
  node_roles roles;
  /// Format of its messages: protocol_version.
  std::uint32_t protocol = 0;
};

/// A member as the authority sees it.
struct member_view {
  member what;
  /// Takes no partitions any more and hands over those it has.
  bool draining = false;
  /// Since its last heartbeat, by the authority's clock.
  std::int64_t silent_ms = 0;
  /// Heartbeats of this incarnation.
  std::uint64_t renewals = 0;
};

/// Who writes a partition's log.
struct partition_owner {
  partition_id partition;
  /// Name of a node; empty: nobody, it may be taken at once.
  std::string owner;
  epoch_number epoch = 0;
};

struct cluster_view {
  std::vector<member_view> members;
  std::vector<partition_owner> partitions;
};

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

  /// Gives a partition up: its owner becomes nobody, if the epoch is still
  /// the newest.
  virtual result<void> release(partition_id partition, epoch_number epoch) = 0;

  /// @returns `unavailable` where there is no node of that name.
  virtual result<void> set_draining(const std::string& node, bool draining) = 0;

  /// Forgets a node for good; its partitions may be taken at once.
  virtual result<void> remove(const std::string& node) = 0;
};

} // namespace scrutin
