#include "actors/catalog.hpp"

#include <algorithm>
#include <utility>

#include <caf/actor_cast.hpp>

#include "monitoring/log.hpp"
#include "protocol/errors.hpp"

namespace scrutin {

namespace {

// Whether nobody votes in any of its regions.
bool is_acclaimed(const election& x) {
  return std::all_of(x.contests.begin(), x.contests.end(),
                     [](const auto& where) { return where.acclaimed; });
}

// Of an election without a partition that could open or close.
election_state
state_by_the_clock(const std::map<region_id, region_course>& regions,
                   std::int64_t now_ms) {
  auto everywhere = [&](auto holds) {
    return std::all_of(regions.begin(), regions.end(),
                       [&](const auto& entry) { return holds(entry.second); });
  };
  if (everywhere([&](const auto& r) { return r.certified_at_ms != 0; })) {
    return election_state::certified;
  }
  if (everywhere([&](const auto& r) { return now_ms >= r.closes_at_ms; })) {
    return election_state::closed;
  }
  return everywhere([&](const auto& r) { return now_ms < r.opens_at_ms; })
           ? election_state::announced
           : election_state::open;
}

template <class Actor>
void remove(std::vector<Actor>& from, const caf::actor_addr& gone) {
  from.erase(
    std::remove_if(from.begin(), from.end(),
                   [&](const auto& each) { return each.address() == gone; }),
    from.end());
}

} // namespace

result<void> catalog_options::validate() const {
  if (elections == nullptr || !now || tick_ms == 0 || deadline_ms == 0
      || look_every_ticks == 0) {
    return error{ec::bad_configuration, "a limit of the catalog is 0"};
  }
  return {};
}

catalog::catalog(caf::actor_config& cfg, catalog_options options)
  : catalog_base::base(cfg), options_(std::move(options)) {
  version_ = options_.elections->version();
  for (const auto& served : options_.elections->all()) {
    follow(served);
  }
}

catalog::behavior_type catalog::make_behavior() {
  set_down_handler([this](const caf::down_msg& x) { forget(x.source); });
  delayed_send(this, std::chrono::milliseconds{options_.tick_ms}, clock_tick{});
  return {
    [this](const subscribe_elections& x) { on(x); },
    [this](const subscribe_certificates& x) { on(x); },
    [this](const partition_map& x) { on(x); },
    [this](const acts_known& x) { on(x); },
    [this](const clock_tick& x) { on(x); },
  };
}

void catalog::on_exit() {
  partitions_.clear();
  routes_ = {};
  subscribers_.clear();
  certificate_subscribers_.clear();
}

// -- messages -----------------------------------------------------------------

void catalog::on(const subscribe_elections&) {
  auto sink = caf::actor_cast<election_sink_actor>(current_sender());
  remove(subscribers_, sink.address());
  monitor(sink);
  subscribers_.push_back(sink);
  send(sink, statuses());
}

void catalog::on(const subscribe_certificates&) {
  auto sink = caf::actor_cast<certificate_sink_actor>(current_sender());
  remove(certificate_subscribers_, sink.address());
  monitor(sink);
  certificate_subscribers_.push_back(sink);
  for (const auto& x : certificates_) {
    send(sink, certificate_published{x});
  }
}

void catalog::publish(const result_certificate& x) {
  auto is_known = std::any_of(
    certificates_.begin(), certificates_.end(), [&x](const auto& known) {
      return known.election == x.election && known.region == x.region
             && known.version == x.version;
    });
  if (is_known) {
    return; // proceedings that started anew tell everything again
  }
  certificates_.push_back(x);
  for (const auto& sink : certificate_subscribers_) {
    send(sink, certificate_published{x});
  }
}

void catalog::forget(const caf::actor_addr& gone) {
  remove(subscribers_, gone);
  remove(certificate_subscribers_, gone);
}

void catalog::on(const partition_map& x) {
  routes_ = x;
  follow_elections();
  follow_routes();
  drive();
}

void catalog::follow_routes() {
  std::map<partition_id, validator_actor> routes;
  for (const auto& route : routes_.routes) {
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
}

void catalog::on(const acts_known& x) {
  follow_elections();
  acts_as_of_ms_ = x.as_of_ms;
  for (const auto& act : x.acts) {
    if (!acts_.empty() && act.number <= acts_.back().number) {
      continue; // proceedings that began anew tell everything again
    }
    acts_.push_back(act);
    auto found = elections_.find(act.election);
    if (found != elections_.end()) {
      found->second.course.add(act);
      courses_changed_ = true;
    }
  }
  for (const auto& each : x.certificates) {
    publish(each);
  }
  drive();
}

void catalog::follow_elections() {
  auto version = options_.elections->version();
  if (std::exchange(version_, version) == version) {
    return;
  }
  for (const auto& served : options_.elections->all()) {
    auto known = elections_.find(served.definition.id);
    if (known == elections_.end() || known->second.served != &served) {
      follow(served);
      elections_.at(served.definition.id).settled_at_ms =
        options_.now() + options_.change_settles_ms;
    }
  }
  courses_changed_ = true;
  follow_routes();
}

void catalog::follow(const served_election& x) {
  auto id = x.definition.id;
  known_election known{&x, election_course{x.definition}, 0};
  for (const auto& act : acts_) {
    if (act.election == id) {
      known.course.add(act);
    }
  }
  elections_.insert_or_assign(id, std::move(known));
  for (auto at = partitions_.begin(); at != partitions_.end();) {
    auto is_gone = at->first.election == id
                   && at->first.slice >= x.slices_of(at->first.region);
    at = is_gone ? partitions_.erase(at) : std::next(at);
  }
  for (const auto& [region, slices] : x.slices) {
    for (std::uint16_t slice = 0; slice < slices; ++slice) {
      partitions_[{id, region, slice}];
    }
  }
}

void catalog::on(const clock_tick&) {
  follow_elections();
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
    const auto& known = elections_.at(partition.election);
    const auto& served = *known.served;
    const auto& course = known.course.of(partition.region);
    auto is_settled = options_.now() >= known.settled_at_ms;
    // What is annulled opens and closes as well, with nothing in it: other
    // regions wait for its end.
    if (!options_.drives || !x.validator || x.asked || !served.has_roll
        || (!is_past(course.opens_at_ms) && !course.annulled)) {
      continue;
    }
    auto is_open = x.state == partition_state::open;
    if (x.state != partition_state::closed && course.number > x.course) {
      // Before it opens, too, so that it opens with the right hours.
      command(partition, x,
              set_course{{course.number, course.suspended, course.closes_at_ms,
                          course.withdrawn}},
              course.number);
    } else if (x.state == partition_state::sealed && is_settled) {
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
        auto found = partitions_.find(partition);
        if (found == partitions_.end()) {
          return; // cut otherwise meanwhile
        }
        auto& known = found->second;
        known.asked = false;
        known.state = status.state;
        known.course = std::max(known.course, course);
        publish();
      },
      [this, partition](const caf::error& why) {
        if (auto found = partitions_.find(partition);
            found != partitions_.end()) {
          found->second.asked = false;
        }
        log_event(log_level::warning, "partition_command_failed",
                  {{log_key::partition, to_string(partition)},
                   {log_key::detail, describe(why)}});
      });
}

// -- telling ------------------------------------------------------------------

election_state catalog::state_of(const served_election& served) const {
  const auto& x = served.definition;
  const auto& regions = elections_.at(x.id).course.regions();
  auto everywhere = [&regions](auto holds) {
    return std::all_of(regions.begin(), regions.end(),
                       [&](const auto& entry) { return holds(entry.second); });
  };
  if (everywhere([](const region_course& r) { return r.annulled; })) {
    return election_state::annulled;
  }
  if (is_acclaimed(x)) {
    return state_by_the_clock(regions, options_.now());
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
    return everywhere([](const region_course& r) {
      return r.annulled || r.certified_at_ms != 0;
    })
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
    auto found = regions.find(partition.region);
    if (found == regions.end()) {
      continue; // it was defined otherwise a moment ago
    }
    const auto& course = found->second;
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
  for (const auto& [id, known] : elections_) {
    all.elections.push_back({id, state_of(*known.served)});
    for (const auto& [region, course] : known.course.regions()) {
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
