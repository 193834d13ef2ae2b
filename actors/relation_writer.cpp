#include "actors/relation_writer.hpp"

#include <algorithm>
#include <utility>

#include <caf/actor_cast.hpp>

#include "domain/time_units.hpp"
#include "monitoring/log.hpp"

namespace scrutin {

namespace {

relation_status status_of(election_state x) {
  switch (x) {
  case election_state::announced:
    return relation_status::draft;
  case election_state::open:
  case election_state::suspended:
  case election_state::closing:
    return relation_status::active;
  case election_state::closed:
  case election_state::certified:
    return relation_status::completed;
  case election_state::annulled:
    return relation_status::closed;
  }
  return relation_status::draft;
}

} // namespace

result<void> relation_writer_options::validate() const {
  if (elections == nullptr || !now || interval_ms == 0
      || queue_intervals == 0) {
    return error{ec::bad_configuration, "a limit of the relations is 0"};
  }
  return {};
}

relation_writer::relation_writer(caf::actor_config& cfg,
                                 relation_writer_options options,
                                 std::shared_ptr<relation_store> store)
  : relation_writer_base::base(cfg), options_(std::move(options)),
    store_(std::move(store)) {
}

relation_writer::behavior_type relation_writer::make_behavior() {
  delayed_send(this, std::chrono::milliseconds{options_.interval_ms},
               clock_tick{});
  return {
    [this](const results_update& x) { on(x); },
    [this](const election_statuses& x) { on(x); },
    [this](const clock_tick& x) { on(x); },
  };
}

void relation_writer::on_exit() {
  options_ = {};
}

// -- messages -----------------------------------------------------------------

void relation_writer::on(const results_update& x) {
  for (const auto& report : x.contests) {
    if (report.votes_released) {
      auto& known = released_[report.contest];
      ballots_ +=
        report.count.ballots - std::min(report.count.ballots, known.ballots);
      known = report.count;
      due_contests_.insert(report.contest);
    }
  }
  send(caf::actor_cast<results_actor>(current_sender()), results_ack{x.number});
}

void relation_writer::on(const election_statuses& x) {
  for (const auto& status : x.elections) {
    auto now = status_of(status.state);
    auto [known, is_new] = states_.emplace(status.election, now);
    const auto* served = options_.elections->find(status.election);
    auto is_redefined =
      std::exchange(defined_[status.election], served) != served;
    if (is_new || is_redefined || known->second != now) {
      known->second = now;
      due_elections_.insert(status.election);
    }
  }
}

void relation_writer::on(const clock_tick&) {
  delayed_send(this, std::chrono::milliseconds{options_.interval_ms},
               clock_tick{});
  ++ticks_;
  auto leads = store_->leads();
  if (!leads) {
    leads_ = false;
    note_outcome(leads.failure());
    return;
  }
  if (*leads && !std::exchange(leads_, *leads)) {
    // Whoever wrote before may have stopped anywhere.
    everything_is_due();
  }
  leads_ = *leads;
  if (!leads_) {
    return;
  }
  auto written = write_due();
  note_outcome(written ? note_queue() : written);
}

// -- writing ------------------------------------------------------------------

void relation_writer::everything_is_due() {
  for (const auto& [election, state] : states_) {
    due_elections_.insert(election);
  }
  for (const auto& [contest, count] : released_) {
    due_contests_.insert(contest);
  }
}

result<void> relation_writer::write_due() {
  while (!due_elections_.empty()) {
    auto id = *due_elections_.begin();
    const auto* served = options_.elections->find(id);
    if (served != nullptr) {
      auto written = store_->write(served->definition, states_.at(id));
      if (!written) {
        return written;
      }
    }
    due_elections_.erase(id);
  }
  auto day = static_cast<std::uint32_t>(options_.now() / day_ms);
  while (!due_contests_.empty()) {
    auto contest = *due_contests_.begin();
    // After its election, which the views join it to.
    if (states_.count(contest.election) != 0) {
      auto written = store_->write(contest.election, contest.region,
                                   released_.at(contest), day);
      if (!written) {
        return written;
      }
    }
    due_contests_.erase(contest);
  }
  return {};
}

result<void> relation_writer::note_queue() {
  if (!options_.queue || ticks_ % options_.queue_intervals != 0) {
    return {};
  }
  auto figures = options_.queue();
  auto seconds = options_.interval_ms * options_.queue_intervals / 1000.0;
  // Ballots come out at the cuts of the results policy; so does their rate.
  auto more = ballots_ - std::exchange(ballots_noted_, ballots_);
  return store_->note_queue("scrutin.ingestion", figures.casts, figures.actors,
                            static_cast<double>(more) / seconds);
}

void relation_writer::note_outcome(const result<void>& x) {
  if (x && std::exchange(away_, false)) {
    log_event(log_level::info, "relations_resumed", {});
  } else if (!x && !std::exchange(away_, true)) {
    log_event(log_level::warning, "relations_away",
              {{log_key::detail, to_string(x.failure())}});
  }
}

} // namespace scrutin
