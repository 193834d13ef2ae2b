#include "actors/validator.hpp"

#include <algorithm>
#include <utility>

#include <caf/actor_cast.hpp>

#include "domain/time_units.hpp"
#include "monitoring/log.hpp"
#include "protocol/errors.hpp"

namespace scrutin {

namespace {

const served_election& served(const validator_options& options) {
  const auto* found = options.elections->find(options.partition.election);
  if (found == nullptr) {
    broken_invariant("a validator of an election that is not served");
  }
  return *found;
}

/// Whether a store that refused will take frames again, having written none.
bool passes(const caf::error& why) {
  auto ours = from_caf(why);
  return ours
         && (ours->code == ec::storage_full || ours->code == ec::storage_away);
}

} // namespace

result<void> validator_options::validate() const {
  if (frame_ballots_max == 0 || commit_deadline_ms == 0 || tick_ms == 0
      || slices == 0 || snapshot_ballots_min == 0) {
    return error{ec::bad_configuration, "a validator's limit is 0"};
  }
  if (elections == nullptr || elections->find(partition.election) == nullptr) {
    return error{ec::bad_configuration, "a validator without its election"};
  }
  return {};
}

validator::validator(caf::actor_config& cfg, validator_options options,
                     ballot_box_actor box, partition_directory_actor directory)
  : validator_base::base(cfg), options_(std::move(options)),
    box_(std::move(box)), directory_(std::move(directory)),
    ledger_(options_.partition, served(options_).definition),
    under_(&served(options_)), loading_under_(under_), sealer_(make_sealer()),
    refusals_(options_.partition.contest(), served(options_).keys.tag) {
}

frame_sealer validator::make_sealer() const {
  return frame_sealer{options_.partition, served(options_).keys.frame};
}

validator::behavior_type validator::make_behavior() {
  set_exception_handler([this](std::exception_ptr& x) {
    return judging_ ? poison_error(*judging_) : error_of_exception(x);
  });
  set_down_handler([this](const caf::down_msg& x) {
    forget_subscriber(x.source);
    if (x.source == box_.address()) {
      quit(x.reason);
    }
  });
  monitor(box_);
  delayed_send(this, std::chrono::milliseconds{options_.tick_ms}, clock_tick{});
  acquire();
  return {
    [this](cast_batch& x) { on(x); },
    [this](const receipt_query& x) { return on(x); },
    [this](const voter_query& x) { return on(x); },
    [this](const change_roll& x) { return on(x); },
    [this](const open_partition& x) { return on(x); },
    [this](const close_partition& x) { return on(x); },
    [this](const set_course& x) { return on(x); },
    [this](const status_query& x) { return on(x); },
    [this](const subscribe_totals& x) { on(x); },
    [this](const totals_ack& x) { on(x); },
    [this](const collect_reviews& x) { return on(x); },
    [this](const leave_partition& x) { on(x); },
    [this](const clock_tick& x) { on(x); },
  };
}

// -- messages -----------------------------------------------------------------

void validator::on(cast_batch& x) {
  auto sink = caf::actor_cast<cast_sink_actor>(current_sender());
  auto allowed = may_answer();
  for (auto& request : x.casts) {
    if (allowed) {
      judge(std::move(request), sink);
    } else {
      answers_.add(sink, {request.ticket, verdict::moved, 0});
    }
  }
  commit_next();
  confirm_next();
  flush_answers();
}

receipt_answer validator::on(const receipt_query& x) const {
  if (!may_answer()) {
    return {x.ticket, receipt_state::unavailable};
  }
  return {x.ticket, ledger_.holds(x.ballot) ? receipt_state::in_box
                                            : receipt_state::not_in_box};
}

voter_answer validator::on(const voter_query& x) const {
  auto state = voter_state::not_on_roll;
  if (!may_answer()) {
    state = voter_state::unavailable;
  } else if (ledger_.has_voted(x.tag)) {
    state = voter_state::has_voted;
  } else if (ledger_.is_on_roll(x.tag)) {
    state = voter_state::has_not_voted;
  }
  return {x.ticket, x.partition, state};
}

caf::result<roll_changed> validator::on(const change_roll& x) {
  auto is_full = changes_.size() >= options_.roll_changes_max;
  if (!may_answer() || phase_ == phase::blocked || is_full
      || x.partition != options_.partition) {
    return roll_changed{roll_verdict::unavailable};
  }
  auto promise = make_response_promise<roll_changed>();
  changes_.push_back({x, promise});
  commit_next();
  return promise;
}

caf::result<partition_status> validator::on(const open_partition&) {
  open_wanted_ = true;
  auto promise = make_response_promise<partition_status>();
  open_promises_.push_back(promise);
  commit_next();
  settle_promises();
  return promise;
}

caf::result<partition_status> validator::on(const close_partition&) {
  close_wanted_ = true;
  auto promise = make_response_promise<partition_status>();
  close_promises_.push_back(promise);
  commit_next();
  settle_promises();
  return promise;
}

caf::result<partition_status> validator::on(const set_course& x) {
  if (x.course.number > course_wanted_.number) {
    course_wanted_ = x.course;
  }
  auto promise = make_response_promise<partition_status>();
  course_promises_.push_back(promise);
  commit_next();
  settle_promises();
  return promise;
}

partition_status validator::on(const status_query&) const {
  partition_status told;
  told.partition = options_.partition;
  told.state = ledger_.state();
  told.voters = ledger_.voters();
  told.ballots = ledger_.ballots();
  told.memory_bytes = ledger_.memory_bytes();
  told.frames = ledger_.last_sequence();
  told.in_flight = in_flight_casts_.size() + staged_casts_.size()
                   + waiting_.size() + in_flight_changes_.size()
                   + changes_.size();
  told.opening = ledger_.opening();
  return told;
}

void validator::on(const subscribe_totals&) {
  auto sink = caf::actor_cast<totals_sink_actor>(current_sender());
  forget_subscriber(sink.address());
  monitor(sink);
  totals_subscribers_.push_back({sink, {}});
  publish();
}

void validator::on(const totals_ack& x) {
  for (auto& each : totals_subscribers_) {
    if (each.sink.address() == current_sender()) {
      each.feed.on_ack(x.version, x.snapshot_wanted);
    }
  }
  publish();
}

review_report validator::on(const collect_reviews&) {
  review_report report{refusals_.collect()};
  share_attempts(report);
  return report;
}

void validator::share_attempts(const review_report& collected) {
  auto counter =
    options_.attempts ? options_.attempts() : attempt_counter_actor{};
  auto counts = refusals_.duplicates_in(collected.entries);
  if (counter && !counts.empty()) {
    send(counter, attempts_noted{options_.partition, std::move(counts)});
  }
}

void validator::on(const leave_partition&) {
  leaving_ = true;
  answer(changes_, roll_verdict::unavailable);
  end_if_left();
}

void validator::on(const clock_tick&) {
  auto deadline = std::chrono::milliseconds{options_.commit_deadline_ms};
  if (in_flight_ && clock().now() - in_flight_since_ > deadline) {
    quit(to_caf({ec::timed_out, "the ballot box did not answer in time"}));
    return;
  }
  if (acquire_due_ && in_lease()) {
    acquire();
  }
  static_cast<void>(reloads());
  delayed_send(this, std::chrono::milliseconds{options_.tick_ms}, clock_tick{});
}

void validator::on_exit() {
  in_flight_casts_.clear();
  staged_casts_.clear();
  waiting_.clear();
  late_.clear();
  confirming_.clear();
  changes_.clear();
  in_flight_changes_.clear();
  open_promises_.clear();
  close_promises_.clear();
  course_promises_.clear();
  answers_.clear();
  totals_subscribers_.clear();
  box_ = nullptr;
  directory_ = nullptr;
}

// -- loading ------------------------------------------------------------------

// Past its lease it would take the partition from whoever has it now.
void validator::acquire() {
  acquire_due_ = false;
  if (may_reload()) {
    // The roll comes as that version cuts it, whatever is defined meanwhile.
    const auto& now = served(options_);
    auto slices = now.slices_of(options_.partition.region);
    if (options_.partition.slice < slices) {
      options_.slices = slices;
      loading_under_ = &now;
    }
  }
  auto deadline = std::chrono::milliseconds{options_.commit_deadline_ms};
  auto known = may_reload() ? 0 : ledger_.last_sequence();
  request(box_, deadline,
          acquire_partition{options_.partition, options_.slices, known,
                            options_.on_snapshot && !snapshot_refused_})
    .then([this](const partition_log& log) { take_in(log); },
          [this](const caf::error& why) {
            if (!passes(why)) {
              quit(why);
            }
            acquire_due_ = true;
          });
}

bool validator::reloads() {
  const auto& now = served(options_);
  auto slices = now.slices_of(options_.partition.region);
  if (phase_ != phase::ready || &now == under_ || in_flight_ || leaving_
      || ledger_.state() != partition_state::sealed || !in_lease()
      || options_.partition.slice >= slices) {
    return false;
  }
  // Nothing is sealed under the epoch that ends with this.
  phase_ = phase::blocked;
  acquire();
  return true;
}

void validator::take_in(const partition_log& log) {
  epoch_ = log.epoch;
  if (may_reload()) {
    auto loaded =
      log.snapshot.empty() ? ledger_of(log) : ledger_of_snapshot(log);
    if (!loaded && !log.snapshot.empty()) {
      log_event(log_level::warning, "snapshot_refused",
                {{log_key::partition, to_string(options_.partition)},
                 {log_key::detail, loaded.failure().detail}});
      snapshot_refused_ = true;
      saved_ballots_ = 0;
      acquire_due_ = true;
      if (in_lease()) {
        acquire();
      }
      return;
    }
    if (!loaded) {
      quit(to_caf(loaded.failure()));
      return;
    }
    ledger_ = *std::move(loaded);
  } else if (auto outcome = apply_all(log, ledger_); !outcome) {
    quit(to_caf(outcome.failure()));
    return;
  }
  if (phase_ == phase::loading) {
    ask_for_attempts();
  }
  phase_ = phase::ready;
  note_change();
  send(directory_, partition_ready{options_.partition, epoch_});
  commit_next();
  settle_promises();
  flush_answers();
  publish();
}

// Nobody waits for it: until it comes, counts begin at one.
void validator::ask_for_attempts() {
  auto counter =
    options_.attempts ? options_.attempts() : attempt_counter_actor{};
  if (!counter) {
    return;
  }
  request(counter, std::chrono::milliseconds{options_.commit_deadline_ms},
          attempts_wanted{options_.partition})
    .then([this](const attempts_known& x) { refusals_.remember(x.counts); },
          [](const caf::error&) {
            // The counter has said so.
          });
}

// Until it is opened over, the roll may be another by now.
bool validator::may_reload() const {
  return phase_ == phase::loading || ledger_.state() == partition_state::sealed;
}

result<partition_ledger> validator::ledger_of(const partition_log& log) {
  under_ = loading_under_;
  partition_ledger loaded{options_.partition, under_->definition};
  loaded.expect_voters(log.roll.size());
  for (const auto& tag : log.roll) {
    loaded.add_to_roll(tag);
  }
  auto outcome = apply_all(log, loaded);
  return outcome ? result<partition_ledger>{std::move(loaded)}
                 : outcome.failure();
}

result<partition_ledger>
validator::ledger_of_snapshot(const partition_log& log) {
  under_ = loading_under_;
  partition_ledger loaded{options_.partition, under_->definition};
  snapshot_sealer sealer{options_.partition, served(options_).keys.frame};
  auto found = decode_sealed_snapshot(log.snapshot);
  auto saved =
    found ? sealer.open(*found) : result<std::string>{found.failure()};
  auto outcome = saved ? loaded.load(*saved) : result<void>{saved.failure()};
  if (!outcome) {
    return outcome.failure();
  }
  if (loaded.last_sequence() != found->after.sequence) {
    return error{ec::damaged, "is not of the frame that it names"};
  }
  saved_ballots_ = loaded.ballots();
  newest_ = found->after;
  outcome = apply_all(log, loaded);
  if (outcome && loaded.ballots() != log.spent) {
    outcome = error{ec::damaged, "has other ballots than the ballot box"};
  }
  return outcome ? result<partition_ledger>{std::move(loaded)}
                 : outcome.failure();
}

result<void> validator::apply_all(const partition_log& log,
                                  partition_ledger& to) {
  for (const auto& frame : log.frames) {
    auto content = sealer_.open(frame);
    auto applied = content ? to.apply(frame.header, *content)
                           : result<void>{content.failure()};
    if (!applied) {
      return applied;
    }
    newest_ = mark_of(frame);
  }
  return {};
}

void validator::save_snapshot() {
  auto due = std::max<std::uint64_t>(options_.snapshot_ballots_min,
                                     ledger_.voters() / 8);
  if (!options_.on_snapshot || newest_.kind == frame_kind::roll
      || newest_.kind == frame_kind::course
      || ledger_.ballots() < saved_ballots_ + due) {
    return;
  }
  saved_ballots_ = ledger_.ballots();
  options_.on_snapshot({options_.partition, newest_, ledger_.save()});
}

// -- casting ------------------------------------------------------------------

void validator::judge(cast_request&& request, const cast_sink_actor& sink) {
  judging_ = request.what.retry;
  judge_named(std::move(request), sink);
  judging_.reset();
}

void validator::judge_named(cast_request&& request,
                            const cast_sink_actor& sink) {
  if (options_.before_judging) {
    options_.before_judging(request.what);
  }
  switch (ledger_.decide(request.what)) {
  case judgement::accept:
    if (leaving_) {
      answers_.add(sink, {request.ticket, verdict::moved, 0});
    } else if (phase_ == phase::blocked) {
      answers_.add(sink, {request.ticket, verdict::unavailable, 0});
    } else if (close_wanted_) {
      answer_closed(std::move(request), sink);
    } else if (course_is_due() && course_wanted_.suspended) {
      answers_.add(sink, {request.ticket, verdict::suspended, 0});
    } else if (course_is_due()
               && request.what.received_at_ms >= course_wanted_.closes_at_ms) {
      answer_closed(std::move(request), sink);
    } else if (course_is_due()
               && course_wanted_.withdrawn.size()
                    > ledger_.course().withdrawn.size()) {
      // Who has withdrawn is in the log in a moment: a ballot for nobody must
      // not spend the vote.
      answers_.add(sink, {request.ticket, verdict::unavailable, 0});
    } else {
      ledger_.stage(request.what);
      staged_casts_.push_back({std::move(request), sink});
    }
    return;
  case judgement::wait:
    waiting_.push_back({std::move(request), sink});
    return;
  case judgement::repeat:
    answers_.add(sink, {request.ticket, verdict::accepted, 0});
    return;
  case judgement::unknown_credential:
    refuse(request, sink, verdict::unknown_credential);
    return;
  case judgement::already_voted:
    refuse(request, sink, verdict::already_voted);
    return;
  case judgement::invalid_selection:
    refuse(request, sink, verdict::invalid_selection);
    return;
  case judgement::not_open:
    // Past its hour, a partition is about to open: that is no final answer.
    answers_.add(sink,
                 {request.ticket,
                  served(options_).definition.officials.open
                      || request.what.received_at_ms
                           < served(options_)
                               .definition.window_of(options_.partition.region)
                               .opens_at_ms
                    ? verdict::not_open
                    : verdict::unavailable,
                  0});
    return;
  case judgement::closed:
    answer_closed(std::move(request), sink);
    return;
  case judgement::suspended:
    answers_.add(sink, {request.ticket, verdict::suspended, 0});
    return;
  }
}

void validator::refuse(const cast_request& request, const cast_sink_actor& sink,
                       verdict what) {
  auto kind = what == verdict::already_voted ? review_kind::duplicate
              : what == verdict::unknown_credential
                ? review_kind::unknown_credential
                : review_kind::malformed_selection;
  auto day = static_cast<std::uint32_t>(options_.now() / day_ms);
  auto attempts = refusals_.note(kind, request.what.tag, day);
  answers_.add(sink, {request.ticket, what,
                      what == verdict::already_voted ? attempts : 0});
}

void validator::flush_answers() {
  for (auto& [sink, outcomes] : answers_.take()) {
    send(sink, std::move(outcomes));
  }
}

// After closing time, but before the close is in the log, another owner may
// have accepted this very cast.
void validator::answer_closed(cast_request&& request,
                              const cast_sink_actor& sink) {
  if (options_.allowed == nullptr
      || ledger_.state() == partition_state::closed) {
    answers_.add(sink, {request.ticket, verdict::closed, 0});
  } else {
    late_.push_back({std::move(request), sink});
  }
}

void validator::confirm_next() {
  if (late_.empty() || !confirming_.empty()) {
    return;
  }
  confirming_ = std::exchange(late_, {});
  auto deadline = std::chrono::milliseconds{options_.commit_deadline_ms};
  request(box_, deadline, confirm_ownership{options_.partition, epoch_})
    .then(
      [this](const ownership_confirmed&) { answer_confirmed(verdict::closed); },
      [this, asked = epoch_](const caf::error& why) {
        if (passes(why)) {
          answer_confirmed(verdict::unavailable);
        } else if (asked != epoch_) {
          judge_confirming_again(); // it has acquired anew meanwhile
        } else {
          quit(why);
        }
      });
}

void validator::judge_confirming_again() {
  for (auto& x : std::exchange(confirming_, {})) {
    judge(std::move(x.request), x.sink);
  }
  commit_next();
  confirm_next();
  flush_answers();
}

void validator::answer_confirmed(verdict what) {
  for (const auto& x : std::exchange(confirming_, {})) {
    answers_.add(x.sink, {x.request.ticket, what, 0});
  }
  confirm_next();
  flush_answers();
}

void validator::judge_again() {
  for (auto& x : std::exchange(waiting_, {})) {
    judge(std::move(x.request), x.sink);
  }
}

// -- changing the roll --------------------------------------------------------

void validator::judge_changes() {
  std::vector<waiting_change> later;
  for (auto& x : std::exchange(changes_, {})) {
    auto tell = [&x](roll_verdict what) {
      x.promise.deliver(roll_changed{what});
    };
    switch (ledger_.decide(x.what.what, x.what.tag)) {
    case roll_judgement::accept:
      if (close_wanted_) {
        tell(roll_verdict::closed);
      } else if (leaving_) {
        tell(roll_verdict::unavailable);
      } else {
        ledger_.stage(x.what.what, x.what.tag);
        in_flight_changes_.push_back(std::move(x));
      }
      break;
    case roll_judgement::wait:
      later.push_back(std::move(x));
      break;
    case roll_judgement::done:
      tell(roll_verdict::done);
      break;
    case roll_judgement::has_voted:
      tell(roll_verdict::has_voted);
      break;
    case roll_judgement::unknown:
      tell(roll_verdict::unknown);
      break;
    case roll_judgement::revoked:
      tell(roll_verdict::revoked);
      break;
    case roll_judgement::closed:
      tell(roll_verdict::closed);
      break;
    }
  }
  changes_ = std::move(later);
}

void validator::answer(std::vector<waiting_change>& changes,
                       roll_verdict what) {
  for (auto& x : std::exchange(changes, {})) {
    x.promise.deliver(roll_changed{what});
  }
}

// -- committing ---------------------------------------------------------------

void validator::commit_next() {
  if (in_flight_ || phase_ != phase::ready) {
    return;
  }
  if (open_wanted_ && ledger_.state() == partition_state::sealed) {
    if (under_ != &served(options_)) {
      // Opened once that is done; not at all where it is cut otherwise.
      static_cast<void>(reloads());
      return;
    }
    commit(ledger_.make_open());
    return;
  }
  // A suspension comes after what was staged before it, which the log would
  // refuse afterwards; all else before, or it would wait for a lull.
  if (course_is_due() && (!course_wanted_.suspended || ledger_.staged() == 0)) {
    commit(course_wanted_);
    return;
  }
  judge_changes();
  if (ledger_.staged_changes() > 0) {
    commit(ledger_.take_roll_frame());
  } else if (ledger_.staged() > 0) {
    auto count =
      std::min<std::size_t>(options_.frame_ballots_max, staged_casts_.size());
    auto last = staged_casts_.begin() + static_cast<std::ptrdiff_t>(count);
    in_flight_casts_.assign(std::make_move_iterator(staged_casts_.begin()),
                            std::make_move_iterator(last));
    staged_casts_.erase(staged_casts_.begin(), last);
    commit(ledger_.take_frame(count));
  } else if (close_wanted_ && ledger_.state() == partition_state::open) {
    commit(ledger_.make_close());
  }
}

bool validator::course_is_due() const {
  return ledger_.state() == partition_state::open
         && course_wanted_.number > ledger_.course().number;
}

void validator::commit(frame_content content) {
  auto frame = sealer_.seal(epoch_, ledger_.last_sequence() + 1, content);
  auto spent = spent_tags_of(content);
  in_flight_ = std::move(content);
  in_flight_mark_ = mark_of(frame);
  in_flight_since_ = clock().now();
  // The tick keeps its deadline: a timer for each frame would cost more than
  // the frame.
  request(box_, caf::infinite, append_frame{std::move(frame), std::move(spent)})
    .then([this](const frame_committed&) { committed(); },
          [this](const caf::error& why) { commit_failed(why); });
}

void validator::committed() {
  frame_header header;
  header.partition = options_.partition;
  header.epoch = epoch_;
  header.sequence = ledger_.last_sequence() + 1;
  header.kind = kind_of(*in_flight_);
  auto released_before = ledger_.release().released().version;
  if (!ledger_.apply(header, *in_flight_)) {
    broken_invariant("the ledger refuses a frame that it made itself");
  }
  in_flight_.reset();
  newest_ = std::move(in_flight_mark_);
  if (ledger_.release().released().version != released_before) {
    for (auto& each : totals_subscribers_) {
      each.feed.on_release(ledger_.release());
    }
  }
  if (header.kind != frame_kind::ballots) {
    note_change();
  }
  if (options_.on_frame && header.kind == frame_kind::ballots) {
    options_.on_frame(in_flight_casts_.size());
  }
  for (const auto& x : std::exchange(in_flight_casts_, {})) {
    answers_.add(x.sink, {x.request.ticket, verdict::accepted, 0});
  }
  answer(in_flight_changes_, roll_verdict::done);
  judge_again();
  commit_next();
  confirm_next();
  settle_promises();
  flush_answers();
  publish();
  save_snapshot();
  end_if_left();
}

void validator::commit_failed(const caf::error& why) {
  if (!passes(why)) {
    quit(why);
    return;
  }
  // Nothing was written. The next attempt needs an epoch of its own, so that
  // no two frames are ever sealed under the same nonce.
  phase_ = phase::blocked;
  acquire_due_ = true;
  in_flight_.reset();
  ledger_.discard_staged();
  for (auto* casts : {&in_flight_casts_, &staged_casts_}) {
    for (const auto& x : std::exchange(*casts, {})) {
      answers_.add(x.sink, {x.request.ticket, verdict::unavailable, 0});
    }
  }
  answer(in_flight_changes_, roll_verdict::unavailable);
  answer(changes_, roll_verdict::unavailable);
  judge_again();
  confirm_next();
  flush_answers();
  end_if_left();
}

void validator::end_if_left() {
  if (!leaving_ || in_flight_ || !staged_casts_.empty()) {
    return;
  }
  // Whoever loads has an acquisition under way, whose epoch nobody knows yet:
  // the partition stays this node's on record until it is given up as such.
  share_attempts({refusals_.collect()});
  send(directory_, partition_left{options_.partition, epoch_});
  quit();
}

bool validator::in_lease() const {
  return options_.allowed == nullptr || options_.allowed->holds(clock().now());
}

bool validator::may_answer() const {
  return phase_ != phase::loading && !leaving_ && in_lease();
}

void validator::settle_promises() {
  auto settle = [this](std::vector<status_promise>& promises) {
    for (auto& promise : std::exchange(promises, {})) {
      promise.deliver(on(status_query{}));
    }
  };
  if (phase_ == phase::loading) {
    return;
  }
  if (ledger_.state() != partition_state::sealed) {
    settle(open_promises_);
  }
  if (!course_is_due()) {
    settle(course_promises_);
  }
  // A partition that never opened has nothing to close.
  if (ledger_.state() == partition_state::closed
      || (ledger_.state() == partition_state::sealed && !open_wanted_)) {
    settle(close_promises_);
  }
}

// -- totals -------------------------------------------------------------------

void validator::publish() {
  if (phase_ == phase::loading) {
    return;
  }
  for (auto& each : totals_subscribers_) {
    for (auto& piece : each.feed.next(ledger_.release(), on(status_query{}),
                                      ledger_.course().withdrawn)) {
      send(each.sink, std::move(piece));
    }
  }
}

void validator::note_change() {
  for (auto& each : totals_subscribers_) {
    each.feed.on_change();
  }
}

void validator::forget_subscriber(const caf::actor_addr& gone) {
  totals_subscribers_.erase(
    std::remove_if(totals_subscribers_.begin(), totals_subscribers_.end(),
                   [&](const auto& x) { return x.sink.address() == gone; }),
    totals_subscribers_.end());
}

} // namespace scrutin
