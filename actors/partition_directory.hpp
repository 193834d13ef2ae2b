#pragma once

#include <functional>
#include <map>
#include <optional>
#include <vector>

#include <caf/typed_event_based_actor.hpp>

#include "actors/ended_nodes.hpp"
#include "actors/lease.hpp"
#include "actors/placement.hpp"
#include "actors/restart_budget.hpp"
#include "domain/surroundings.hpp"
#include "protocol/type_ids.hpp"

namespace scrutin {

struct partition_directory_options {
  std::vector<partition_id> partitions;
  /// Spawns the validator of a partition, under a lease that is null without
  /// a cluster; null ends the directory: the node is being taken down.
  std::function<validator_actor(partition_id, partition_directory_actor,
                                lease_ptr)>
    start;
  /// Who reviews refused attempts now.
  std::function<review_actor()> review;
  /// Who reaches other nodes now; may be empty without a cluster.
  std::function<peers_actor()> peers;
  restart_policy restarts;
  random_source random;
  /// Partitions that take in their logs at the same time, from each part of the
  /// ballot box: one that is away holds up no other.
  std::uint32_t loading_max = 4;
  /// Which part a partition lies in; empty: there is one.
  std::function<std::size_t(partition_id)> part_of;
  /// In a cluster: which partitions are this node's. Without one, all are.
  std::optional<placement> placed;
  /// How long the authority may take to release a partition.
  std::uint32_t release_deadline_ms = 5000;
  /// Heartbeats that a partition which was handed over may take to be served,
  /// before the next one goes all the same.
  std::uint32_t arrival_heartbeats = 2;
  /// Called before each restart, for metrics; may be empty.
  std::function<void()> on_restart;

  /// @returns `bad_configuration` without a start function or for a limit of
  /// 0.
  [[nodiscard]] result<void> validate() const;
};

/// The directory as it works.
using partition_directory_base =
  partition_directory_actor::extend<caf::reacts_to<restart_child>,
                                    caf::reacts_to<partition_map>>;

/// Supervises the validators: starts them a few at a time, restarts those
/// that fail, and tells its subscribers where each partition is served. One
/// that failed because a tag was spent twice stays down, alone. Gives up like
/// any supervisor; its validators end with it.
///
/// In a cluster it serves what membership's news and the placement make this
/// node's: extends the leases of its validators with each heartbeat, lets go
/// of what another node has taken, and hands over what belongs elsewhere:
///
///   away ─▶ waiting ─▶ loading ─▶ ready ─▶ leaving ─▶ releasing ─▶ away
class partition_directory : public partition_directory_base::base {
public:
  partition_directory(caf::actor_config& cfg,
                      partition_directory_options options);
  const char* name() const override { return "scrutin.partition_directory"; }
  void on_exit() override;

protected:
  behavior_type make_behavior() override;

private:
  enum class phase {
    /// Another node's, or nobody's.
    away,
    waiting,
    loading,
    ready,
    /// Failed, until its pause is over.
    paused,
    /// Told to finish and end.
    leaving,
    /// Ended; the authority has yet to release it.
    releasing,
    /// Failed for good: a person has to look.
    stopped,
  };

  struct slot {
    partition_id partition;
    phase now = phase::waiting;
    validator_actor validator;
    restart_budget budget;
    /// 0 until its validator is ready.
    epoch_number epoch = 0;
    lease_ptr allowed;
    std::chrono::steady_clock::time_point loading_since;
  };

  // -- messages ---------------------------------------------------------------
  void on(const partition_ready& x);
  void on(const partition_left& x);
  void on(const cluster_news& x);
  void on(const offer_partition& x);
  void on(const node_ended& x);
  void on(const subscribe_partitions&);
  void on(const restart_child& x);
  void on(const partition_map& x);
  void on(const elections_changed& x);
  void on(const caf::down_msg& x);

  // -- supervising ------------------------------------------------------------
  [[nodiscard]] slot make_slot(partition_id partition) const;
  [[nodiscard]] bool is_served(partition_id partition) const;
  void start_waiting();
  void failed(slot& x, const caf::error& reason);

  // -- the cluster ------------------------------------------------------------
  void follow_plan();
  void take(slot& x);
  void hand_over(slot& x);
  void drop(slot& x);
  void release(partition_id partition, epoch_number epoch);
  void released(partition_id partition, epoch_number epoch);
  void note_free(partition_id partition, epoch_number epoch);
  [[nodiscard]] std::map<partition_id, holding> held() const;

  // -- telling ----------------------------------------------------------------
  [[nodiscard]] slot* find(partition_id partition);
  [[nodiscard]] slot* find_sender(partition_id partition);
  void forget(const caf::actor_addr& gone);
  void publish();
  [[nodiscard]] partition_map make_map() const;

  // -- state ------------------------------------------------------------------
  partition_directory_options options_;
  std::vector<slot> slots_;
  std::uint64_t version_ = 0;
  /// Routes went away within the present handler.
  bool unpublished_ = false;
  /// Since the last news.
  bool view_asked_ = false;
  std::vector<map_sink_actor> subscribers_;
  /// Of the newest heartbeat, with what is known to have changed since.
  cluster_view view_;
  ended_nodes ended_;
  membership_actor membership_;
  /// Handed over, and served nowhere yet as far as peers know.
  struct handed_over {
    epoch_number epoch = 0;
    /// Until it is not waited for any more.
    std::uint32_t heartbeats = 0;
  };
  std::map<partition_id, handed_over> on_their_way_;
  lease::time_point lease_until_;
};

} // namespace scrutin
