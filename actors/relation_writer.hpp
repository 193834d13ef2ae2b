#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <set>

#include <caf/typed_event_based_actor.hpp>

#include "domain/election_directory.hpp"
#include "domain/surroundings.hpp"
#include "protocol/type_ids.hpp"
#include "storage/relation_store.hpp"

namespace scrutin {

/// What waits for ingestion now.
struct queue_figures {
  std::uint64_t casts = 0;
  std::uint64_t actors = 0;
};

struct relation_writer_options {
  directory_ptr elections;
  wall_clock now;
  /// Null where no queue is noted.
  std::function<queue_figures()> queue;
  /// How often what changed is written.
  std::uint32_t interval_ms = 1'000;
  /// Every so many intervals the queue is noted.
  std::uint32_t queue_intervals = 10;

  /// @returns `bad_configuration` for a limit of 0.
  [[nodiscard]] result<void> validate() const;
};

/// The relation writer as it works.
using relation_writer_base =
  relation_writer_actor::extend<caf::reacts_to<clock_tick>>;

/// Keeps the predecessor's relations as far as results are released; whoever
/// spawns it subscribes it to results and catalog. Of all
/// nodes one writes; the others are ready to. What cannot be written stays due,
/// as it then is, and nobody waits for it. Blocks on the store: spawn it
/// detached.
class relation_writer : public relation_writer_base::base {
public:
  relation_writer(caf::actor_config& cfg, relation_writer_options options,
                  std::shared_ptr<relation_store> store);
  const char* name() const override { return "scrutin.relation_writer"; }
  void on_exit() override;

protected:
  behavior_type make_behavior() override;

private:
  // -- messages ---------------------------------------------------------------
  void on(const results_update& x);
  void on(const election_statuses& x);
  void on(const clock_tick&);

  // -- writing ----------------------------------------------------------------
  result<void> write_due();
  result<void> note_queue();
  void everything_is_due();
  void note_outcome(const result<void>& x);

  // -- state ------------------------------------------------------------------
  relation_writer_options options_;
  std::shared_ptr<relation_store> store_;
  std::map<contest_id, contest_count> released_;
  std::map<election_id, relation_status> states_;
  /// As they were when they were due last.
  std::map<election_id, const served_election*> defined_;
  std::set<contest_id> due_contests_;
  std::set<election_id> due_elections_;
  std::uint64_t ballots_ = 0;
  std::uint64_t ballots_noted_ = 0;
  std::uint32_t ticks_ = 0;
  bool leads_ = false;
  bool away_ = false;
};

} // namespace scrutin
