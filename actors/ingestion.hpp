#pragma once

#include <chrono>
#include <deque>
#include <optional>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include <caf/typed_event_based_actor.hpp>

#include "actors/outcome_batches.hpp"
#include "domain/election_directory.hpp"
#include "domain/surroundings.hpp"
#include "monitoring/metrics.hpp"
#include "protocol/type_ids.hpp"

namespace scrutin {

struct ingestion_options {
  directory_ptr elections;
  wall_clock now;
  /// Outlives the actor; may be null.
  metrics* measured = nullptr;
  /// Casts kept at once; past it they are answered `unavailable`.
  std::uint32_t in_flight_max = 16'384;
  /// How long a cast is kept before its answer is `outcome_unknown`.
  std::uint32_t cast_deadline_ms = 10'000;
  /// How long a cast that nobody has seen waits for its partition.
  std::uint32_t unrouted_max_ms = 2000;
  /// How long a partition may be without a validator until casts for it are
  /// refused at once: longer than any take-over. They would take places that
  /// others need.
  std::uint32_t lost_max_ms = 6000;
  /// Unanswered casts that a validator on another node has at most.
  std::uint32_t remote_window_casts = 8192;
  /// How long such a cast waits for its answer before it is sent again: the
  /// message may be lost, and a repeat does no harm (I7).
  std::uint32_t resend_ms = 2000;
  /// How often deadlines are looked at.
  std::uint32_t tick_ms = 100;

  /// @returns `bad_configuration` for a limit of 0.
  [[nodiscard]] result<void> validate() const;
};

/// The ingestion actor as it works.
using ingestion_base = ingestion_actor::extend<caf::reacts_to<clock_tick>>;

/// Routes casts to the validators that own them, in one batch a validator,
/// and answers each exactly once: with the validator's word, or at the
/// deadline.
///
/// After a validator's crash its casts are sent to its successor one by one;
/// one that stops a validator twice is set aside and reported. Casts of a
/// validator that was merely lost, with its node or to another owner, are sent
/// to whoever follows. Bounded: past its limit it refuses before anything is
/// handed on.
class ingestion : public ingestion_base::base {
public:
  ingestion(caf::actor_config& cfg, ingestion_options options);
  const char* name() const override { return "scrutin.ingestion"; }
  /// Lets go of validators: they hold this actor while they owe it an answer.
  void on_exit() override;

protected:
  behavior_type make_behavior() override;

private:
  using ticket = std::uint64_t;
  using time_point = std::chrono::steady_clock::time_point;

  enum class place : std::uint8_t {
    /// Not handed to anybody yet: certainly not counted.
    held,
    /// With a validator.
    handed,
    /// Was with a validator that crashed; waits to be sent alone.
    suspect,
  };

  struct lane;

  struct pending_cast {
    cast what;
    cast_sink_actor sink;
    ticket sinks_ticket = 0;
    time_point received;
    place where = place::held;
    std::uint8_t crashes = 0;
    /// Times that it was handed to a validator which has not said `moved`: at
    /// 0 it is certainly not counted.
    std::uint16_t unresolved = 0;
    time_point handed_at;
    lane* by = nullptr;
  };

  /// The way to one partition.
  struct lane {
    partition_id partition;
    validator_actor validator;
    /// Since when there is none.
    time_point lost_since;
    /// On another node: messages may be lost.
    bool remote = false;
    /// Number of the newest map that had a route.
    std::uint64_t in_map = 0;
    /// Casts that are with the validator.
    std::uint32_t handed = 0;
    /// The same in the order of sending, where it is remote; some were
    /// answered since.
    std::deque<ticket> unanswered;
    /// Sent alone, one after the other, before anything new.
    std::deque<ticket> suspects;
    /// The suspect that is with the validator now, or 0.
    ticket alone = 0;
    std::deque<ticket> held;
    /// Collected within the present handler.
    cast_batch outgoing;

    [[nodiscard]] bool flows() const {
      return validator && suspects.empty() && alone == 0;
    }
  };

  // -- messages ---------------------------------------------------------------
  void on(cast_batch& x);
  void on(const cast_outcomes& x);
  caf::result<receipt_answer> on(const receipt_query& x);
  caf::result<voter_answer> on(const voter_query& x);
  void on(const partition_map& x);
  void on(const clock_tick&);
  void on(const caf::down_msg& x);

  // -- routing ----------------------------------------------------------------
  /// Takes up what was defined since.
  void follow_elections();
  void add_lanes();
  void take(cast_request&& request, const cast_sink_actor& sink);
  void hand_on(ticket number, pending_cast& x, lane& to);
  void place_at(pending_cast& x, place where);
  void advance(lane& x);
  [[nodiscard]] bool is_given_up(const lane& x) const;
  void resend_overdue(lane& x);
  [[nodiscard]] bool has_room(const lane& x) const;
  void send_outgoing();
  void use(lane& x, const partition_route& route);
  void crashed_validator(lane& x, const std::optional<retry_id>& blamed);
  void left_validator(lane& x);
  [[nodiscard]] std::vector<ticket> take_handed(lane& x);

  // -- answering --------------------------------------------------------------
  void settle(const cast_outcome& x, const caf::actor_addr& from);
  void finish(std::unordered_map<ticket, pending_cast>::iterator x,
              verdict what, std::uint32_t attempts = 0);
  void flush_answers();
  void measure(const cast_outcomes& x) const;
  void set_aside(const pending_cast& x);
  void expire();

  // -- state ------------------------------------------------------------------
  ingestion_options options_;
  review_actor review_;
  std::unordered_map<partition_id, lane> lanes_;
  std::vector<lane*> lanes_to_send_;
  std::uint64_t maps_seen_ = 0;
  /// The newest of them.
  partition_map routes_;
  /// Of the directory, when it was followed last.
  std::uint64_t version_ = 0;
  /// Lanes by the ticket of their suspect that is out.
  std::unordered_map<ticket, lane*> lanes_by_suspect_;
  std::unordered_map<ticket, pending_cast> pending_;
  /// Tickets by age: the deadline of the first is the next.
  std::deque<ticket> by_age_;
  ticket next_ticket_ = 1;
  /// Casts that stopped a validator twice; they are refused at once.
  std::unordered_set<retry_id> poison_;
  outcome_batches answers_;
  std::optional<gauge_share> in_flight_gauge_;
  std::optional<gauge_share> mailbox_gauge_;
};

} // namespace scrutin
