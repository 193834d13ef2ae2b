#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <unordered_map>
#include <vector>

#include <caf/typed_event_based_actor.hpp>
#include <caf/typed_response_promise.hpp>

#include "actors/lease.hpp"
#include "actors/outcome_batches.hpp"
#include "actors/refusals.hpp"
#include "actors/totals_feed.hpp"
#include "domain/election_directory.hpp"
#include "domain/ledger.hpp"
#include "domain/snapshot.hpp"
#include "domain/surroundings.hpp"
#include "protocol/type_ids.hpp"

namespace scrutin {

struct validator_options {
  partition_id partition;
  /// Slices of the region's roll.
  std::uint16_t slices = 1;
  directory_ptr elections;
  wall_clock now;
  /// Ballots in one frame.
  std::uint32_t frame_ballots_max = 512;
  /// Changes of the roll that may wait; past it they are told to come again.
  std::uint32_t roll_changes_max = 512;
  /// Takes what the next owner may begin with; empty: nobody does.
  std::function<void(keep_snapshot&&)> on_snapshot;
  /// Where attempts are counted over all owners now; empty: nowhere.
  std::function<attempt_counter_actor()> attempts;
  /// Ballots from one snapshot to the next, at least; and at least an eighth of
  /// the roll.
  std::uint32_t snapshot_ballots_min = 4096;
  /// How long one commit may take before the validator gives up on its box.
  std::uint32_t commit_deadline_ms = 30'000;
  /// How often it looks at its deadline, and whether a store that was full or
  /// away takes frames again.
  std::uint32_t tick_ms = 1000;
  /// Until when it may answer; null: for ever, there is no other node.
  std::shared_ptr<const lease> allowed;
  /// Told the ballots of each frame that was committed; may be empty.
  std::function<void(std::size_t ballots)> on_frame;
  /// Called before each judgement; a fault test makes it throw.
  std::function<void(const cast&)> before_judging;

  /// @returns `bad_configuration` for a limit of 0 or an unknown partition.
  [[nodiscard]] result<void> validate() const;
};

/// The validator as it works: what it says to itself included.
using validator_base = validator_actor::extend<caf::reacts_to<clock_tick>>;

/// Owns one partition: its slice of the roll, which tags have voted, its
/// tally.
///
///   loading ──acquired──▶ ready ◀──store back / full or away──▶ blocked
///                           └──told to leave, nothing in flight──▶ ended
///
/// Answers a cast only after the ballot box has committed it (I1). One frame
/// is in flight at a time; what is cast meanwhile goes into the next. Past its
/// lease, and once it leaves, whatever is new is answered `moved`: judged by
/// nobody yet. What was committed is answered all the same. Any other failure
/// ends the actor: its successor takes everything from the log.
class validator : public validator_base::base {
public:
  validator(caf::actor_config& cfg, validator_options options,
            ballot_box_actor box, partition_directory_actor directory);
  const char* name() const override { return "scrutin.validator"; }
  /// Lets go of those who wait: they hold this actor too.
  void on_exit() override;

protected:
  behavior_type make_behavior() override;

private:
  enum class phase { loading, ready, blocked };
  using status_promise = caf::typed_response_promise<partition_status>;

  /// A cast that waits for its frame, or for another cast of its tag.
  struct waiting_cast {
    cast_request request;
    cast_sink_actor sink;
  };

  /// A change of the roll that waits for its frame, or to be judged.
  struct waiting_change {
    change_roll what;
    caf::typed_response_promise<roll_changed> promise;
  };

  struct totals_subscriber {
    totals_sink_actor sink;
    totals_feed feed;
  };

  // -- messages ---------------------------------------------------------------
  void on(cast_batch& x);
  receipt_answer on(const receipt_query& x) const;
  voter_answer on(const voter_query& x) const;
  caf::result<roll_changed> on(const change_roll& x);
  caf::result<partition_status> on(const open_partition&);
  caf::result<partition_status> on(const close_partition&);
  caf::result<partition_status> on(const set_course& x);
  partition_status on(const status_query&) const;
  void on(const subscribe_totals&);
  void on(const totals_ack& x);
  review_report on(const collect_reviews&);
  void on(const leave_partition&);
  void on(const clock_tick&);

  // -- loading ----------------------------------------------------------------
  void acquire();
  void take_in(const partition_log& log);
  void ask_for_attempts();
  [[nodiscard]] bool may_reload() const;
  /// Whether the election was defined, or its roll cut, otherwise than what
  /// this partition was loaded under, and it has not opened. Then it is loaded
  /// anew.
  bool reloads();
  [[nodiscard]] result<partition_ledger> ledger_of(const partition_log& log);
  [[nodiscard]] result<partition_ledger>
  ledger_of_snapshot(const partition_log& log);
  result<void> apply_all(const partition_log& log, partition_ledger& to);
  void save_snapshot();

  // -- casting ----------------------------------------------------------------
  void judge(cast_request&& request, const cast_sink_actor& sink);
  void judge_named(cast_request&& request, const cast_sink_actor& sink);
  void refuse(const cast_request& request, const cast_sink_actor& sink,
              verdict what);
  void flush_answers();
  void share_attempts(const review_report& collected);
  void judge_again();
  void answer_closed(cast_request&& request, const cast_sink_actor& sink);
  void confirm_next();
  void answer_confirmed(verdict what);
  void judge_confirming_again();

  // -- changing the roll ------------------------------------------------------
  void judge_changes();
  static void answer(std::vector<waiting_change>& changes, roll_verdict what);

  // -- committing -------------------------------------------------------------
  void commit_next();
  void commit(frame_content content);
  void committed();
  void commit_failed(const caf::error& why);
  void settle_promises();
  [[nodiscard]] bool course_is_due() const;
  void end_if_left();
  [[nodiscard]] bool in_lease() const;
  [[nodiscard]] bool may_answer() const;

  // -- totals -----------------------------------------------------------------
  void publish();
  void note_change();
  void forget_subscriber(const caf::actor_addr& gone);

  [[nodiscard]] frame_sealer make_sealer() const;

  // -- state ------------------------------------------------------------------
  validator_options options_;
  ballot_box_actor box_;
  partition_directory_actor directory_;
  phase phase_ = phase::loading;
  /// The store was full or away: the next tick tries again.
  bool acquire_due_ = false;
  /// Another node is to have the partition.
  bool leaving_ = false;
  partition_ledger ledger_;
  /// What the ledger goes by.
  const served_election* under_;
  /// What is being acquired is cut as this one says.
  const served_election* loading_under_;
  frame_sealer sealer_;
  /// The newest frame that was applied.
  frame_mark newest_;
  /// Ballots in the newest snapshot.
  std::uint64_t saved_ballots_ = 0;
  /// The one that was found is not to be used.
  bool snapshot_refused_ = false;
  epoch_number epoch_ = 0;
  refusals refusals_;
  /// The cast that is being judged: to blame if that throws.
  std::optional<retry_id> judging_;

  /// The frame that is being made durable, with the casts in it.
  std::optional<frame_content> in_flight_;
  frame_mark in_flight_mark_;
  std::chrono::steady_clock::time_point in_flight_since_;
  std::vector<waiting_cast> in_flight_casts_;
  /// Casts of the next frame, in the order of staging.
  std::vector<waiting_cast> staged_casts_;
  /// Casts whose tag is in one of those frames.
  std::vector<waiting_cast> waiting_;
  /// Casts after closing time that wait to be told so, and those for which the
  /// ballot box is being asked.
  std::vector<waiting_cast> late_;
  std::vector<waiting_cast> confirming_;
  /// Changes of the roll that wait to be judged, and those in the frame that is
  /// being made durable.
  std::vector<waiting_change> changes_;
  std::vector<waiting_change> in_flight_changes_;
  bool open_wanted_ = false;
  bool close_wanted_ = false;
  /// What officials decided last; number 0: nothing.
  course_content course_wanted_;
  std::vector<status_promise> open_promises_;
  std::vector<status_promise> close_promises_;
  std::vector<status_promise> course_promises_;

  /// Of the present handler.
  outcome_batches answers_;
  /// One a results node.
  std::vector<totals_subscriber> totals_subscribers_;
};

} // namespace scrutin
