#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "domain/fixed_bytes.hpp"
#include "domain/ids.hpp"

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

} // namespace scrutin
