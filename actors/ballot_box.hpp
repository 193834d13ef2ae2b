#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include <caf/typed_event_based_actor.hpp>
#include <caf/typed_response_promise.hpp>

#include "protocol/type_ids.hpp"
#include "storage/ballot_box_store.hpp"
#include "storage/roll_store.hpp"
#include "storage/snapshot_store.hpp"

namespace scrutin {

/// What the ballot box measures; a member may be empty.
struct ballot_box_probe {
  /// Seconds since any fixed point.
  std::function<double()> stopwatch_s;
  /// Frames in a commit, ballots' bytes in it, and how long it took.
  std::function<void(double seconds)> on_commit;
};

/// The ballot box as its actor works.
using ballot_box_base = ballot_box_actor::extend<caf::reacts_to<clock_tick>>;

/// Makes frames durable: whatever is queued when a commit begins goes into
/// one synced write, and is answered after it. No linger timer: an idle box
/// commits a lone frame at once, a busy one gathers while it writes.
///
/// After a failed sync it acknowledges nothing more and ends for good: what
/// reached the disk is not known, and only a fresh start can tell (I1).
/// Blocks: spawn it detached.
class ballot_box : public ballot_box_base::base {
public:
  /// @param snapshots: where earlier owners left theirs; may be null.
  ballot_box(caf::actor_config& cfg, std::shared_ptr<ballot_box_store> frames,
             std::shared_ptr<roll_store> roll,
             std::unique_ptr<snapshot_store> snapshots, ballot_box_probe probe);
  const char* name() const override { return "scrutin.ballot_box"; }
  void on_exit() override;

protected:
  behavior_type make_behavior() override;

private:
  using committed_promise = caf::typed_response_promise<frame_committed>;
  using confirmed_promise = caf::typed_response_promise<ownership_confirmed>;

  // -- messages ---------------------------------------------------------------
  caf::result<partition_log> on(const acquire_partition& x);
  caf::result<frame_committed> on(append_frame& x);
  caf::result<ownership_confirmed> on(const confirm_ownership& x);
  void on(const clock_tick&);

  [[nodiscard]] std::optional<sealed_snapshot>
  snapshot_for(const acquire_partition& x);

  // -- the store's turn -------------------------------------------------------
  void work_soon();
  /// @returns whether anything may be acknowledged still.
  bool append_queued();
  void confirm_queued();

  // -- state ------------------------------------------------------------------
  std::shared_ptr<ballot_box_store> frames_;
  std::shared_ptr<roll_store> roll_;
  std::unique_ptr<snapshot_store> snapshots_;
  ballot_box_probe probe_;
  std::vector<spending_frame> queued_;
  std::vector<committed_promise> waiting_;
  std::vector<held_partition> held_;
  std::vector<confirmed_promise> unconfirmed_;
};

} // namespace scrutin
