#include "actors/ballot_box.hpp"

#include <utility>

#include "domain/partitioning.hpp"
#include "protocol/errors.hpp"

namespace scrutin {

ballot_box::ballot_box(caf::actor_config& cfg,
                       std::shared_ptr<ballot_box_store> frames,
                       std::shared_ptr<roll_store> roll,
                       std::unique_ptr<snapshot_store> snapshots,
                       ballot_box_probe probe)
  : ballot_box_base::base(cfg), frames_(std::move(frames)),
    roll_(std::move(roll)), snapshots_(std::move(snapshots)),
    probe_(std::move(probe)) {
}

ballot_box::behavior_type ballot_box::make_behavior() {
  return {
    [this](const acquire_partition& x) { return on(x); },
    [this](append_frame& x) { return on(x); },
    [this](const confirm_ownership& x) { return on(x); },
    [this](const clock_tick& x) { on(x); },
  };
}

void ballot_box::on_exit() {
  // A promise keeps its validator alive, and a validator its ballot box.
  queued_.clear();
  waiting_.clear();
  held_.clear();
  unconfirmed_.clear();
}

std::optional<sealed_snapshot>
ballot_box::snapshot_for(const acquire_partition& x) {
  if (!snapshots_ || !x.from_snapshot || x.after > 0) {
    return std::nullopt;
  }
  auto found = snapshots_->find(x.partition);
  return found ? *std::move(found) : std::nullopt;
}

caf::result<partition_log> ballot_box::on(const acquire_partition& x) {
  partition_log log;
  log.partition = x.partition;
  auto take = [&](sealed_frame&& frame) -> result<void> {
    if (frame.header.sequence > x.after) {
      log.frames.push_back(std::move(frame));
    }
    return {};
  };
  auto snapshot = snapshot_for(x);
  auto acquired = snapshot
                    ? frames_->acquire_after(x.partition, snapshot->after, take)
                    : frames_->acquire(x.partition, take);
  if (!acquired) {
    return to_caf(acquired.failure());
  }
  log.epoch = acquired->epoch;
  if (acquired->known > 0) {
    log.snapshot = encode(*snapshot);
    log.spent = acquired->spent;
  }
  if (x.after > 0 || acquired->known > 0) {
    return log;
  }
  auto read =
    roll_->read(x.partition.election, x.partition.region,
                prefixes_of(x.partition.slice, x.slices),
                [&](const credential_tag& tag) { log.roll.push_back(tag); });
  if (!read) {
    return to_caf(read.failure());
  }
  return log;
}

caf::result<frame_committed> ballot_box::on(append_frame& x) {
  work_soon();
  queued_.emplace_back(std::move(x.frame), std::move(x.spent));
  auto promise = make_response_promise<frame_committed>();
  waiting_.push_back(promise);
  return promise;
}

caf::result<ownership_confirmed> ballot_box::on(const confirm_ownership& x) {
  work_soon();
  held_.push_back({x.partition, x.epoch});
  auto promise = make_response_promise<ownership_confirmed>();
  unconfirmed_.push_back(promise);
  return promise;
}

void ballot_box::on(const clock_tick&) {
  if (append_queued()) {
    confirm_queued();
  }
}

// -- the store's turn ---------------------------------------------------------

void ballot_box::work_soon() {
  // Everything that is in the mailbox by now comes before the tick.
  if (queued_.empty() && held_.empty()) {
    send(this, clock_tick{});
  }
}

bool ballot_box::append_queued() {
  if (queued_.empty()) {
    return true;
  }
  auto frames = std::exchange(queued_, {});
  auto promises = std::exchange(waiting_, {});
  auto began = probe_.stopwatch_s ? probe_.stopwatch_s() : 0.0;
  auto outcomes = frames_->append(frames);
  if (probe_.on_commit) {
    probe_.on_commit(probe_.stopwatch_s() - began);
  }
  for (std::size_t i = 0; i < frames.size(); ++i) {
    if (outcomes[i]) {
      promises[i].deliver(frame_committed{frames[i].frame.header.sequence});
      continue;
    }
    const auto& failure = outcomes[i].failure();
    if (failure.code == ec::storage_failed) {
      // Nobody is answered: whether the frames are durable is not known.
      quit(to_caf(failure));
      return false;
    }
    promises[i].deliver(to_caf(failure));
  }
  return true;
}

void ballot_box::confirm_queued() {
  if (held_.empty()) {
    return;
  }
  auto held = std::exchange(held_, {});
  auto promises = std::exchange(unconfirmed_, {});
  auto outcomes = frames_->confirm(held);
  for (std::size_t i = 0; i < held.size(); ++i) {
    if (outcomes[i]) {
      promises[i].deliver(ownership_confirmed{held[i].partition});
    } else {
      promises[i].deliver(to_caf(outcomes[i].failure()));
    }
  }
}

} // namespace scrutin
