#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include <caf/actor_system.hpp>

#include "actors/placement.hpp"
#include "actors/restart_budget.hpp"
#include "domain/document_fields.hpp"
#include "domain/election_directory.hpp"
#include "domain/surroundings.hpp"
#include "monitoring/metrics.hpp"
#include "nodes/election_registry.hpp"
#include "protocol/type_ids.hpp"
#include "storage/attempt_store.hpp"
#include "storage/snapshot_store.hpp"
#include "storage/store.hpp"

namespace scrutin {

/// The handles that change when a supervisor restarts an actor. Those of what
/// the node has no part in are null.
struct tree_handles {
  /// One for each part of the ballot box.
  std::vector<ballot_box_actor> boxes;
  review_actor review;
  /// Both null where the node is not to be administered.
  passwords_actor passwords;
  administration_actor administration;
  /// Null where the node has no store to read acts of officials from.
  proceedings_actor proceedings;
  /// Null where nodes share no snapshots.
  snapshot_keeper_actor snapshots;
  /// Null where nodes share no counts of attempts.
  attempt_counter_actor attempts;
  /// Null without a cluster.
  membership_actor membership;
  partition_directory_actor directory;
  /// Null without a cluster.
  peers_actor peers;
  std::vector<ingestion_actor> ingestion;
  results_actor results;
  catalog_actor catalog;
  /// Null also without a database.
  relation_writer_actor relations;
};

/// How a node takes part in a cluster.
struct cluster_part {
  member self;
  std::uint32_t renew_ms = 1000;
  placement_policy placed;
  /// Reaches other nodes; null: none are reached.
  dialer_actor dialer;
  /// Nodes without a way to the authority that this one is host to.
  std::set<std::string> guests;
};

struct actor_tree_options {
  directory_ptr elections;
  /// Without one, the node is alone and serves every partition. With one, the
  /// stores need a cluster_store.
  std::optional<cluster_part> cluster;
  wall_clock now;
  random_source random;
  /// Outlives the tree; may be null.
  metrics* measured = nullptr;
  /// One for each io thread of the edge.
  std::uint32_t ingestion_actors = 1;
  std::uint32_t in_flight_max = 16'384;
  std::uint32_t cast_deadline_ms = 10'000;
  std::uint32_t frame_ballots_max = 512;
  restart_policy restarts;
  /// Whether to answer those who administer, where the stores keep accounts.
  bool administers = false;
  /// False in deterministic tests: everything runs on the test's scheduler.
  bool detach_blocking = true;
  /// Sees that `elections` are as they are defined by now, and says whether any
  /// of them is another; empty: they stay as they are.
  std::function<result<bool>(const election_stores& own,
                             const std::set<election_id>& changed)>
    take_up;
  /// Called, on some actor's thread, once elections were taken up; may be
  /// empty.
  std::function<void()> on_elections;
  /// Reads a document that is to define an election; empty: nobody defines any.
  std::function<result<defined_election>(const std::string&)> read_document;
  /// Whether a ballot box holds anything of an election; needed with that.
  std::function<result<bool>(const election_stores& own, election_id)>
    has_begun;
  /// See catalog_options.
  std::uint32_t change_settles_ms = 0;
  /// Called, on some actor's thread, whenever a handle is new; may be empty.
  std::function<void(const tree_handles&)> on_handles;
  /// Makes a way to the snapshots that nodes share, for one actor; empty: they
  /// share none.
  std::function<std::unique_ptr<snapshot_store>()> open_snapshots;
  /// Makes a way to the counts of attempts that nodes share; empty: they share
  /// none.
  std::function<std::unique_ptr<attempt_store>()> open_attempts;
  /// Handed to every validator: see validator_options.
  std::uint32_t snapshot_ballots_min = 4096;
  /// Handed to every validator: see validator_options.
  std::function<void(const cast&)> before_judging;
};

/// The actors of one node, under one root supervisor:
///
///   root ─┬─ ballot box (detached) for each database, of a validator node
///         ├─ review (detached), of a validator node
///         ├─ snapshots (detached), of one that shares them
///         ├─ attempts (detached), of one that shares their counts
///         ├─ passwords and administration (detached), of one with accounts
///         ├─ proceedings (detached), of one with a store
///         ├─ membership (detached), in a cluster
///         ├─ partition directory ── a validator for each partition
///         ├─ peers, in a cluster
///         ├─ ingestion, one for each io thread, of an edge node
///         ├─ results, of a results node
///         ├─ relations (detached), of a results node with a database
///         └─ catalog
///
/// The root ends when a child gives up for good; whoever waits for it ends
/// the process.
class actor_tree {
public:
  /// @param kept: the stores; only the actors use them from here on.
  actor_tree(caf::actor_system& system, actor_tree_options options, store kept);
  actor_tree(const actor_tree&) = delete;
  actor_tree& operator=(const actor_tree&) = delete;
  /// Sends the root its exit message.
  ~actor_tree();

  [[nodiscard]] const caf::actor& root() const { return root_; }
  /// The handles as of now. Safe from any thread.
  [[nodiscard]] tree_handles handles() const;

private:
  struct state;
  std::shared_ptr<state> state_;
  caf::actor root_;
};

} // namespace scrutin
