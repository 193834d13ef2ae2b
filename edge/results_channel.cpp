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
    [this](const results_update& x) {
      publish(x);
      send(caf::actor_cast<results_actor>(current_sender()),
           results_ack{x.number});
    },
    [this](const election_statuses& x) { view_.apply(x); },
  };
}

void results_channel::on_exit() {
  services_ = {};
}

void results_channel::publish(const results_update& x) {
  view_.apply(x);
  for (const auto& report : x.contests) {
    std::string event;
    json_writer out{event};
    if (!write_released(out, *services_.elections, report, view_)) {
      continue;
    }
    auto taken = services_.outlet->publish(event);
    if (!taken && !away_) {
      log_event(log_level::warning, "results_channel_away",
                {{log_key::detail, to_string(taken.failure())}});
    } else if (taken && away_) {
      log_event(log_level::info, "results_channel_back", {});
    }
    away_ = !taken;
  }
}

} // namespace scrutin::edge
