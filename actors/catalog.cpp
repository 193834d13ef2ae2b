#include "actors/catalog.hpp"

#include <algorithm>
#include <utility>

#include <caf/actor_cast.hpp>

#include "monitoring/log.hpp"
#include "protocol/errors.hpp"

namespace scrutin {

result<void> catalog_options::validate() const {
  if (elections == nullptr || !now || tick_ms == 0 || deadline_ms == 0
      || look_every_ticks == 0) {
    return error{ec::bad_configuration, "a limit of the catalog is 0"};
  }
  return {};
}

catalog::catalog(caf::actor_config& cfg, catalog_options options)
  : catalog_base::base(cfg), options_(std::move(options)) {
  for (const auto& served : options_.elections->all()) {
    courses_.emplace(served.definition.id, election_course{served.definition});
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
    [this](const acts_known& x) { on(x); },
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
      known.course = 0;
    }
  }
  drive();
}

void catalog::on(const acts_known& x) {
  acts_as_of_ms_ = x.as_of_ms;
  for (const auto& act : x.acts) {
    auto found = courses_.find(act.election);
    if (found != courses_.end()) {
      found->second.add(act);
      courses_changed_ = true;
    }
  }
  drive();
}

void catalog::on(const clock_tick&) {
  if (!options_.drives && ++ticks_ % options_.look_every_ticks == 0) {
    look();
  }
  drive();
  delayed_send(this, std::chrono::milliseconds{options_.tick_ms}, clock_tick{});
}

// -- opening and closing ------------------------------------------------------

void catalog::look() {
  for (auto& [partition, x] : partitions_) {
    if (x.validator && !x.asked && x.state != partition_state::closed) {
      command(partition, x, status_query{});
    }
  }
}

bool catalog::is_past(std::int64_t at_ms) const {
  return options_.now() >= at_ms
         && (!options_.follows_acts || acts_as_of_ms_ >= at_ms);
}

void catalog::drive() {
  for (auto& [partition, x] : partitions_) {
    const auto& served = *options_.elections->find(partition.election);
    const auto& course = courses_.at(partition.election).of(partition.region);
    // What is annulled opens and closes as well, with nothing in it: other
    // regions wait for its end.
    if (!options_.drives || !x.validator || x.asked || !served.has_roll
        || (!is_past(course.opens_at_ms) && !course.annulled)) {
      continue;
    }
    auto is_open = x.state == partition_state::open;
    if (x.state != partition_state::closed && course.number > x.course) {
      // Before it opens, too, so that it opens with the right hours.
      command(
        partition, x,
        set_course{{course.number, course.suspended, course.closes_at_ms}},
        course.number);
    } else if (x.state == partition_state::sealed) {
      command(partition, x, open_partition{});
    } else if (is_open && course.closes_at_ms != region_course::undecided
               && is_past(course.closes_at_ms
                          + served.definition.grace_s * 1000LL)) {
      command(partition, x, close_partition{});
    }
  }
  publish();
}

template <class Command>
void catalog::command(partition_id partition, partition_view& x, Command what,
                      std::uint64_t course) {
  x.asked = true;
  request(x.validator, std::chrono::milliseconds{options_.deadline_ms},
          std::move(what))
    .then(
      [this, partition, course](const partition_status& status) {
        auto& known = partitions_[partition];
        known.asked = false;
        known.state = status.state;
        known.course = std::max(known.course, course);
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
  const auto& regions = courses_.at(x.id).regions();
  auto everywhere = [&regions](auto holds) {
    return std::all_of(regions.begin(), regions.end(),
                       [&](const auto& entry) { return holds(entry.second); });
  };
  if (everywhere([](const region_course& r) { return r.annulled; })) {
    return election_state::annulled;
  }
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
    return everywhere(
             [](const region_course& r) { return r.certified_at_ms != 0; })
             ? election_state::certified
             : election_state::closed;
  }
  auto now = options_.now();
  if (everywhere(
        [now](const region_course& r) { return now >= r.closes_at_ms; })) {
    return election_state::closing;
  }
  // Open from the first region's hour on, once all whose hour has come are.
  auto begun = false;
  auto opened = true;
  for (const auto& [partition, view] : partitions_) {
    if (partition.election != x.id) {
      continue;
    }
    const auto& course = regions.at(partition.region);
    if (!course.annulled && now >= course.opens_at_ms) {
      begun = true;
      opened = opened && view.state >= partition_state::open;
    }
  }
  if (!begun || !opened) {
    return election_state::announced;
  }
  auto somewhere = [&regions](auto holds) {
    return std::any_of(regions.begin(), regions.end(),
                       [&](const auto& entry) { return holds(entry.second); });
  };
  auto is_paused = !somewhere([now](const region_course& r) {
    return r.takes_ballots(now);
  }) && somewhere([now](const region_course& r) {
    return r.suspended && now < r.closes_at_ms;
  });
  return is_paused ? election_state::suspended : election_state::open;
}

election_statuses catalog::statuses() const {
  election_statuses all;
  for (const auto& served : options_.elections->all()) {
    auto id = served.definition.id;
    all.elections.push_back({id, state_of(served)});
    for (const auto& [region, course] : courses_.at(id).regions()) {
      all.regions.push_back({{id, region}, course});
    }
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
  auto changed = std::exchange(courses_changed_, false);
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
