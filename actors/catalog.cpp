#include "actors/catalog.hpp"

#include <algorithm>

#include <caf/actor_cast.hpp>

#include "monitoring/log.hpp"
#include "protocol/errors.hpp"

namespace scrutin {

result<void> catalog_options::validate() const {
  if (elections == nullptr || !now || tick_ms == 0 || deadline_ms == 0) {
    return error{ec::bad_configuration, "a limit of the catalog is 0"};
  }
  return {};
}

catalog::catalog(caf::actor_config& cfg, catalog_options options)
  : catalog_base::base(cfg), options_(std::move(options)) {
  for (const auto& served : options_.elections->all()) {
    for (const auto& [region, slices] : served.slices) {
      for (std::uint16_t slice = 0; slice < slices; ++slice) {
        partitions_[{served.definition.id, region, slice}];
      }
    }
  }
}

catalog::behavior_type catalog::make_behavior() {
  set_down_handler([this](const caf::down_msg& x) { forget(x.source); });
  delayed_send(this, std::chrono::milliseconds{options_.tick_ms}, clock_tick{});
  return {
    [this](const subscribe_elections& x) { on(x); },
    [this](const partition_map& x) { on(x); },
    [this](const clock_tick& x) { on(x); },
  };
}

void catalog::on_exit() {
  partitions_.clear();
  subscribers_.clear();
}

// -- messages -----------------------------------------------------------------

void catalog::on(const subscribe_elections&) {
  auto sink = caf::actor_cast<election_sink_actor>(current_sender());
  forget(sink.address());
  monitor(sink);
  subscribers_.push_back(sink);
  send(sink, statuses());
}

void catalog::forget(const caf::actor_addr& gone) {
  subscribers_.erase(
    std::remove_if(subscribers_.begin(), subscribers_.end(),
                   [&](const auto& s) { return s.address() == gone; }),
    subscribers_.end());
}

void catalog::on(const partition_map& x) {
  std::map<partition_id, validator_actor> routes;
  for (const auto& route : x.routes) {
    routes[route.partition] = route.validator;
  }
  for (auto& [partition, known] : partitions_) {
    auto found = routes.find(partition);
    auto now = found == routes.end() ? validator_actor{} : found->second;
    if (!same_handle(known.validator, now)) {
      known.validator = now;
      known.asked = false;
    }
  }
  drive();
}

void catalog::on(const clock_tick&) {
  drive();
  delayed_send(this, std::chrono::milliseconds{options_.tick_ms}, clock_tick{});
}

// -- opening and closing ------------------------------------------------------

void catalog::drive() {
  auto now = options_.now();
  for (auto& [partition, x] : partitions_) {
    const auto& served = *options_.elections->find(partition.election);
    const auto& rules = served.definition;
    if (!x.validator || x.asked || !served.has_roll
        || now < rules.opens_at_ms) {
      continue;
    }
    if (x.state == partition_state::sealed) {
      command<open_partition>(partition, x);
    } else if (x.state == partition_state::open
               && now >= rules.closes_at_ms + rules.grace_s * 1000LL) {
      command<close_partition>(partition, x);
    }
  }
  publish();
}

template <class Command>
void catalog::command(partition_id partition, partition_view& x) {
  x.asked = true;
  request(x.validator, std::chrono::milliseconds{options_.deadline_ms},
          Command{})
    .then(
      [this, partition](const partition_status& status) {
        auto& known = partitions_[partition];
        known.asked = false;
        known.state = status.state;
        publish();
      },
      [this, partition](const caf::error& why) {
        partitions_[partition].asked = false;
        log_event(log_level::warning, "partition_command_failed",
                  {{log_key::partition, to_string(partition)},
                   {log_key::detail, describe(why)}});
      });
}

// -- telling ------------------------------------------------------------------

election_state catalog::state_of(const served_election& served) const {
  const auto& x = served.definition;
  if (!served.has_roll) {
    return election_state::announced;
  }
  auto all_past = [&](partition_state least) {
    return std::all_of(
      partitions_.begin(), partitions_.end(), [&](const auto& entry) {
        return entry.first.election != x.id || entry.second.state >= least;
      });
  };
  if (all_past(partition_state::closed)) {
    return election_state::closed;
  }
  if (options_.now() >= x.closes_at_ms) {
    return election_state::closing;
  }
  return all_past(partition_state::open) ? election_state::open
                                         : election_state::announced;
}

election_statuses catalog::statuses() const {
  election_statuses all;
  for (const auto& served : options_.elections->all()) {
    all.elections.push_back({served.definition.id, state_of(served)});
  }
  return all;
}

void catalog::measure() const {
  if (options_.measured == nullptr) {
    return;
  }
  for (auto state : {partition_state::sealed, partition_state::open,
                     partition_state::closed}) {
    auto count =
      std::count_if(partitions_.begin(), partitions_.end(),
                    [&](const auto& x) { return x.second.state == state; });
    options_.measured->partitions(to_string(state))
      .Set(static_cast<double>(count));
  }
}

void catalog::publish() {
  measure();
  auto all = statuses();
  bool changed = false;
  for (const auto& x : all.elections) {
    auto [known, added] = published_.try_emplace(x.election, x.state);
    if (!added && known->second == x.state) {
      continue;
    }
    known->second = x.state;
    changed = true;
    log_event(log_level::info, "election_state",
              {{log_key::election, x.election.value},
               {log_key::state, to_string(x.state)}});
  }
  if (changed) {
    for (const auto& sink : subscribers_) {
      send(sink, all);
    }
  }
}

} // namespace scrutin
