#include "edge/results_channel.hpp"

#include <caf/actor_cast.hpp>

#include "edge/results_json.hpp"
#include "monitoring/log.hpp"

namespace scrutin::edge {

results_channel::results_channel(caf::actor_config& cfg, edge_services services)
  : results_channel_actor::base(cfg), services_(std::move(services)) {
}

results_channel::behavior_type results_channel::make_behavior() {
  send(services_.results, subscribe_results{});
  send(services_.catalog, subscribe_elections{});
  return {
    [this](const results_update& x) { on(x); },
    [this](const election_statuses& x) { on(x); },
    [this](const clock_tick& x) { on(x); },
  };
}

void results_channel::on_exit() {
  services_ = {};
}

// -- messages -----------------------------------------------------------------

void results_channel::on(const results_update& x) {
  view_.apply(x);
  for (const auto& report : x.contests) {
    due_.insert(report.contest);
    for (auto other : report.merged) {
      due_.insert({report.contest.election, other});
    }
  }
  publish_due();
  send(caf::actor_cast<results_actor>(current_sender()), results_ack{x.number});
}

void results_channel::on(const election_statuses& x) {
  for (const auto& status : x.elections) {
    if (view_.state_of(status.election) == status.state) {
      continue;
    }
    for (const auto& [contest, seen] : view_.contests()) {
      if (contest.election == status.election) {
        due_.insert(contest);
      }
    }
  }
  view_.apply(x);
  publish_due();
}

void results_channel::on(const clock_tick&) {
  waiting_ = false;
  publish_due();
}

// -- publishing ---------------------------------------------------------------

void results_channel::publish_due() {
  while (!waiting_ && !due_.empty()) {
    const auto* report = view_.find(*due_.begin());
    std::string event;
    json_writer out{event};
    if (report != nullptr
        && write_released(out, *services_.elections, *report, view_)) {
      if (auto taken = services_.outlet->publish(event); !taken) {
        note_away(taken.failure());
        return;
      }
      note_taken();
    }
    due_.erase(due_.begin());
  }
}

void results_channel::note_away(const error& why) {
  if (!away_) {
    log_event(log_level::warning, "results_channel_away",
              {{log_key::detail, to_string(why)}});
  }
  away_ = true;
  waiting_ = true;
  delayed_send(this, pause, clock_tick{});
}

void results_channel::note_taken() {
  if (away_) {
    log_event(log_level::info, "results_channel_back", {});
  }
  away_ = false;
}

} // namespace scrutin::edge
