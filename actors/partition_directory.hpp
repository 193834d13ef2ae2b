#pragma once

#include <functional>
#include <vector>

#include <caf/typed_event_based_actor.hpp>

#include "actors/restart_budget.hpp"
#include "domain/surroundings.hpp"
#include "protocol/type_ids.hpp"

namespace scrutin {

struct partition_directory_options {
  std::vector<partition_id> partitions;
  /// Spawns the validator of a partition; null ends the directory: the node is
  /// being taken down.
  std::function<validator_actor(partition_id, partition_directory_actor)> start;
  /// Who reviews refused attempts now.
  std::function<review_actor()> review;
  restart_policy restarts;
  random_source random;
  /// Partitions that take in their logs at the same time.
  std::uint32_t loading_max = 4;
  /// Called before each restart, for metrics; may be empty.
  std::function<void()> on_restart;

  /// @returns `bad_configuration` without a start function or for a limit of
  /// 0.
  [[nodiscard]] result<void> validate() const;
};

/// The directory as it works.
using partition_directory_base =
  partition_directory_actor::extend<caf::reacts_to<restart_child>>;

/// Supervises the validators: starts them a few at a time, restarts those
/// that fail, and tells its subscribers where each partition is served. One
/// that failed because a tag was spent twice stays down, alone. Gives up like
/// any supervisor; its validators end with it.
class partition_directory : public partition_directory_base::base {
public:
  partition_directory(caf::actor_config& cfg,
                      partition_directory_options options);
  const char* name() const override { return "scrutin.partition_directory"; }
  void on_exit() override;

protected:
  behavior_type make_behavior() override;

private:
  enum class phase { waiting, loading, ready };

  struct slot {
    partition_id partition;
    phase now = phase::waiting;
    validator_actor validator;
    restart_budget budget;
  };

  // -- messages ---------------------------------------------------------------
  void on(const partition_ready& x);
  void on(const subscribe_partitions&);
  void on(const restart_child& x);
  void on(const caf::down_msg& x);

  void forget(const caf::actor_addr& gone);
  void start_waiting();
  void publish();
  [[nodiscard]] partition_map make_map() const;

  // -- state ------------------------------------------------------------------
  partition_directory_options options_;
  std::vector<slot> slots_;
  std::uint64_t version_ = 0;
  std::vector<map_sink_actor> subscribers_;
};

} // namespace scrutin
