#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "domain/cluster.hpp"
#include "domain/result.hpp"

namespace scrutin {

/// How strongly a node is drawn to a partition. The same on every machine and
/// in every version: nodes that disagree would hand partitions to and fro.
std::uint64_t placement_weight(const std::string& node, partition_id partition);

/// When a node counts as there, and how fast partitions move.
struct placement_policy {
  /// Silence, by the authority's clock, after which an owner may be followed.
  std::int64_t lease_ms = 3000;
  /// Heartbeats before a node takes or is given anything.
  std::uint64_t renewals_min = 2;
  /// Partitions that a node is handing over at one time: a voter waits for
  /// these, and not for all that the next owners have still to take in.
  std::uint32_t moves_max = 4;

  /// @returns `bad_configuration` for a limit of 0.
  [[nodiscard]] result<void> validate() const;
};

/// What a node has to do with a partition, as it sees it itself.
struct holding {
  /// It acquired the partition under; 0: it is still about to.
  epoch_number epoch = 0;
  /// Is handing it over already.
  bool leaving = false;
};

/// What a node should do now.
struct placement_plan {
  std::vector<partition_id> take;
  /// Kept partitions to hand over, and who is to have each.
  struct handover {
    partition_id partition;
    std::string to;
  };
  std::vector<handover> hand_over;
  /// Held partitions that another node has taken.
  std::vector<partition_id> lost;
  /// Partitions that stand as owned by an earlier incarnation of this node
  /// and belong elsewhere: to be given up on the authority, as they are.
  std::vector<partition_owner> disown;
  /// Whether this node stands in the view as it is: another incarnation under
  /// its name, or none, means that it keeps nothing.
  bool stands = false;
};

/// Rendezvous hashing: each partition belongs to the live validator node with
/// the highest weight, so that one node more or less moves its own share
/// only. Plain logic over what was handed in; every node decides for itself.
class placement {
public:
  placement(std::string self, incarnation_id incarnation,
            placement_policy policy)
    : self_(std::move(self)), incarnation_(incarnation), policy_(policy) {}

  /// A node hands nothing over while nobody is there to take it, not even
  /// when it drains.
  /// @param all: every partition of every election.
  /// @param held: what this node serves, takes in or is handing over now.
  /// @param on_their_way: that it has handed over and nobody serves yet.
  [[nodiscard]] placement_plan plan(const cluster_view& view,
                                    const std::vector<partition_id>& all,
                                    const std::map<partition_id, holding>& held,
                                    std::size_t on_their_way = 0) const;

  /// The node that decides.
  [[nodiscard]] const std::string& self() const { return self_; }

  /// Who should have a partition; empty: nobody can.
  [[nodiscard]] std::string home_of(const cluster_view& view,
                                    partition_id partition) const;

private:
  [[nodiscard]] bool is_live(const member_view& x) const;
  [[nodiscard]] bool takes(const member_view& x) const;

  std::string self_;
  incarnation_id incarnation_;
  placement_policy policy_;
};

} // namespace scrutin
