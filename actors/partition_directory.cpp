#include "actors/partition_directory.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

#include <caf/actor_cast.hpp>
#include <caf/send.hpp>

#include "actors/supervisor.hpp"
#include "monitoring/log.hpp"
#include "protocol/errors.hpp"

namespace scrutin {

namespace {

bool is_fenced(const caf::error& reason) {
  auto ours = from_caf(reason);
  return ours && ours->code == ec::fenced;
}

/// Nobody may write such a partition again before a person has looked; the
/// others are not concerned.
bool stops_partition(const caf::error& reason) {
  auto ours = from_caf(reason);
  return ours && ours->code == ec::spent_twice;
}

} // namespace

result<void> partition_directory_options::validate() const {
  if (!start || !review || !random || loading_max == 0
      || release_deadline_ms == 0 || arrival_heartbeats == 0) {
    return error{ec::bad_configuration,
                 "a partition directory lacks a function or a limit"};
  }
  return restarts.validate();
}

partition_directory::partition_directory(caf::actor_config& cfg,
                                         partition_directory_options options)
  : partition_directory_base::base(cfg), options_(std::move(options)) {
  for (auto partition : options_.partitions) {
    slots_.push_back(make_slot(partition));
  }
}

partition_directory::slot
partition_directory::make_slot(partition_id partition) const {
  slot x{partition, phase::waiting, {}, restart_budget{options_.restarts},
         0,         nullptr,        {}};
  if (options_.placed) {
    x.now = phase::away;
    x.allowed = std::make_shared<lease>();
  }
  return x;
}

bool partition_directory::is_served(partition_id partition) const {
  const auto& all = options_.partitions;
  return std::find(all.begin(), all.end(), partition) != all.end();
}

partition_directory::behavior_type partition_directory::make_behavior() {
  set_down_handler([this](const caf::down_msg& x) { on(x); });
  start_waiting();
  return {
    [this](const partition_ready& x) { on(x); },
    [this](const partition_left& x) { on(x); },
    [this](const cluster_news& x) { on(x); },
    [this](const offer_partition& x) { on(x); },
    [this](const node_ended& x) { on(x); },
    [this](const subscribe_partitions& x) { on(x); },
    [this](const restart_child& x) { on(x); },
    [this](const partition_map& x) { on(x); },
    [this](const elections_changed& x) { on(x); },
  };
}

void partition_directory::on_exit() {
  for (auto& x : slots_) {
    if (x.validator) {
      caf::anon_send_exit(x.validator, caf::exit_reason::user_shutdown);
    }
  }
  slots_.clear();
  subscribers_.clear();
  membership_ = nullptr;
}

// -- messages -----------------------------------------------------------------

void partition_directory::on(const partition_ready& x) {
  auto* found = find_sender(x.partition);
  if (found == nullptr) {
    return;
  }
  found->epoch = x.epoch;
  if (found->now == phase::loading) {
    found->now = phase::ready;
    start_waiting();
    if (options_.placed) {
      auto took = std::chrono::duration_cast<std::chrono::milliseconds>(
        clock().now() - found->loading_since);
      log_event(log_level::info, "partition_taken",
                {{log_key::partition, to_string(x.partition)},
                 {log_key::epoch, x.epoch},
                 {log_key::duration_ms, took.count()}});
    }
  }
  publish();
}

void partition_directory::on(const partition_left& x) {
  auto* found = find_sender(x.partition);
  if (found == nullptr || found->now != phase::leaving) {
    return;
  }
  demonitor(found->validator.address());
  found->validator = nullptr;
  found->now = phase::releasing;
  found->allowed->end();
  release(x.partition, x.epoch);
}

void partition_directory::on(const cluster_news& x) {
  if (!options_.placed) {
    return;
  }
  membership_ = caf::actor_cast<membership_actor>(current_sender());
  view_ = x.view;
  view_asked_ = false;
  ended_.follow(view_);
  for (auto each = on_their_way_.begin(); each != on_their_way_.end();) {
    each = --each->second.heartbeats == 0 ? on_their_way_.erase(each)
                                          : std::next(each);
  }
  follow_plan();
  // Only now: what is another node's has lost its lease before.
  lease_until_ = lease::time_point{std::chrono::nanoseconds{x.lease_until_ns}};
  for (auto& each : slots_) {
    if (each.validator) {
      each.allowed->extend(lease_until_);
    }
  }
}

void partition_directory::on(const offer_partition& x) {
  if (options_.placed && membership_ && find(x.partition) != nullptr) {
    note_free(x.partition, x.epoch);
    follow_plan();
    // A node that has begun to drain since the last heartbeat: its partitions
    // wait for nobody but this one.
    auto is_left =
      x.to == options_.placed->self() && find(x.partition)->now == phase::away;
    if (is_left && !std::exchange(view_asked_, true)) {
      send(membership_, view_wanted{});
    }
  }
}

void partition_directory::on(const node_ended& x) {
  if (options_.placed && membership_) {
    ended_.note(x.name, x.incarnation);
    ended_.mark(view_);
    follow_plan();
  }
}

void partition_directory::on(const partition_map& x) {
  auto before = on_their_way_.size();
  for (const auto& route : x.routes) {
    auto found = on_their_way_.find(route.partition);
    if (found != on_their_way_.end() && route.epoch > found->second.epoch) {
      on_their_way_.erase(found);
    }
  }
  if (on_their_way_.size() < before) {
    follow_plan();
  }
}

// A slot stays where it is: restarts are due by its place. One whose partition
// is no more, since its election was cut or defined otherwise before it began,
// is never started again unless it comes back.
void partition_directory::on(const elections_changed& x) {
  options_.partitions = x.partitions;
  for (auto& each : slots_) {
    if (is_served(each.partition)) {
      if (!options_.placed && each.now == phase::away) {
        each.now = phase::waiting;
      }
    } else if (each.now != phase::releasing) {
      if (each.validator) {
        demonitor(each.validator.address());
        caf::anon_send_exit(each.validator, caf::exit_reason::user_shutdown);
        each.validator = nullptr;
        unpublished_ = true;
      }
      if (each.allowed) {
        each.allowed->end();
        each.allowed = std::make_shared<lease>();
      }
      each.epoch = 0;
      each.now = phase::away;
    }
  }
  for (auto partition : x.partitions) {
    if (find(partition) == nullptr) {
      slots_.push_back(make_slot(partition));
    }
  }
  if (options_.placed && membership_) {
    follow_plan();
  } else {
    start_waiting();
  }
  if (std::exchange(unpublished_, false)) {
    publish();
  }
}

void partition_directory::on(const subscribe_partitions&) {
  auto sink = caf::actor_cast<map_sink_actor>(current_sender());
  forget(sink.address());
  monitor(sink);
  subscribers_.push_back(sink);
  send(sink, make_map());
}

void partition_directory::on(const restart_child& x) {
  auto& restarted = slots_[x.child];
  if (restarted.now != phase::paused) {
    return; // another node took it meanwhile
  }
  if (options_.on_restart) {
    options_.on_restart();
  }
  restarted.now = phase::waiting;
  start_waiting();
}

void partition_directory::on(const caf::down_msg& x) {
  forget(x.source);
  auto ended = std::find_if(slots_.begin(), slots_.end(), [&](const slot& s) {
    return s.validator && s.validator.address() == x.source;
  });
  if (ended != slots_.end()) {
    failed(*ended, x.reason);
  }
}

// -- supervising --------------------------------------------------------------

void partition_directory::failed(slot& x, const caf::error& reason) {
  x.validator = nullptr;
  x.epoch = 0;
  x.now = phase::paused;
  auto why = describe(reason);
  if (options_.placed && is_fenced(reason)) {
    log_event(
      log_level::warning, "partition_fenced",
      {{log_key::partition, to_string(x.partition)}, {log_key::detail, why}});
    x.now = phase::away;
    publish();
    return;
  }
  if (stops_partition(reason)) {
    log_event(
      log_level::error, "partition_stopped",
      {{log_key::partition, to_string(x.partition)}, {log_key::detail, why}});
    x.now = phase::stopped;
    publish();
    return;
  }
  auto pause =
    is_final(reason) && !is_fenced(reason)
      ? std::nullopt
      : x.budget.on_failure(clock().now(),
                            static_cast<std::uint8_t>(options_.random(1)[0]));
  if (!pause) {
    log_event(
      log_level::error, "partition_failed_for_good",
      {{log_key::partition, to_string(x.partition)}, {log_key::detail, why}});
    quit(reason);
    return;
  }
  log_event(log_level::warning, "partition_restarts",
            {{log_key::partition, to_string(x.partition)},
             {log_key::detail, why},
             {log_key::duration_ms, pause->count()}});
  publish();
  delayed_send(this, *pause,
               restart_child{static_cast<std::uint64_t>(&x - slots_.data())});
}

void partition_directory::start_waiting() {
  auto part_of = [this](const slot& x) {
    return options_.part_of ? options_.part_of(x.partition) : 0;
  };
  std::map<std::size_t, std::uint32_t> loading;
  for (const auto& x : slots_) {
    loading[part_of(x)] += x.now == phase::loading ? 1 : 0;
  }
  for (auto& x : slots_) {
    if (x.now == phase::waiting && loading[part_of(x)] < options_.loading_max) {
      ++loading[part_of(x)];
      x.now = phase::loading;
      x.loading_since = clock().now();
      if (x.allowed) {
        x.allowed->extend(lease_until_);
      }
      x.validator = options_.start(
        x.partition, caf::actor_cast<partition_directory_actor>(this),
        x.allowed);
      if (!x.validator) {
        quit(caf::exit_reason::user_shutdown);
        return;
      }
      monitor(x.validator);
    }
  }
}

// -- the cluster --------------------------------------------------------------

void partition_directory::follow_plan() {
  auto plan = options_.placed->plan(view_, options_.partitions, held(),
                                    on_their_way_.size());
  for (auto& x : slots_) {
    auto wanted = std::find(plan.take.begin(), plan.take.end(), x.partition)
                  != plan.take.end();
    if (!plan.stands) {
      drop(x);
    } else if (wanted) {
      take(x);
    } else if (x.now == phase::waiting || x.now == phase::paused) {
      x.now = phase::away;
    }
  }
  for (auto partition : plan.lost) {
    drop(*find(partition));
  }
  for (const auto& x : plan.hand_over) {
    hand_over(*find(x.partition));
  }
  for (const auto& x : plan.disown) {
    release(x.partition, x.epoch);
  }
  start_waiting();
  if (std::exchange(unpublished_, false)) {
    publish();
  }
}

void partition_directory::take(slot& x) {
  if (x.now == phase::away) {
    x.now = phase::waiting;
  }
}

void partition_directory::hand_over(slot& x) {
  if (x.now == phase::ready) {
    x.now = phase::leaving;
    unpublished_ = true;
    send(x.validator, leave_partition{});
  }
}

void partition_directory::drop(slot& x) {
  if (x.validator) {
    log_event(log_level::warning, "partition_lost",
              {{log_key::partition, to_string(x.partition)},
               {log_key::epoch, x.epoch}});
    // It answers for nothing from here on, whatever lies in its mailbox.
    x.allowed->end();
    demonitor(x.validator.address());
    caf::anon_send_exit(x.validator, caf::exit_reason::user_shutdown);
    x.validator = nullptr;
    x.allowed = std::make_shared<lease>();
    unpublished_ = true;
  }
  x.epoch = 0;
  x.now = phase::away;
}

void partition_directory::release(partition_id partition, epoch_number epoch) {
  if (!membership_) {
    released(partition, 0);
    return;
  }
  request(membership_, std::chrono::milliseconds{options_.release_deadline_ms},
          release_partition{partition, epoch})
    .then([this, partition,
           epoch](const partition_released&) { released(partition, epoch); },
          [this, partition](const caf::error& why) {
            log_event(log_level::warning, "partition_not_released",
                      {{log_key::partition, to_string(partition)},
                       {log_key::detail, describe(why)}});
            released(partition, 0);
          });
}

void partition_directory::released(partition_id partition, epoch_number epoch) {
  auto* x = find(partition);
  if (x->now == phase::releasing) {
    x->now = phase::away;
    x->epoch = 0;
    x->allowed = std::make_shared<lease>();
  }
  if (epoch == 0) {
    return; // it stands as this node's: the next heartbeat's plan sees to it
  }
  log_event(
    log_level::info, "partition_released",
    {{log_key::partition, to_string(partition)}, {log_key::epoch, epoch}});
  note_free(partition, epoch);
  auto to = options_.placed->home_of(view_, partition);
  if (auto others = options_.peers ? options_.peers() : peers_actor{};
      others && !to.empty()) {
    on_their_way_[partition] = {epoch, options_.arrival_heartbeats};
    send(others, offer_partition{to, partition, epoch});
  }
  follow_plan();
}

void partition_directory::note_free(partition_id partition,
                                    epoch_number epoch) {
  for (auto& owner : view_.partitions) {
    if (owner.partition == partition && owner.epoch <= epoch) {
      owner = {partition, {}, epoch};
    }
  }
}

std::map<partition_id, holding> partition_directory::held() const {
  std::map<partition_id, holding> all;
  for (const auto& x : slots_) {
    if (x.validator || x.now == phase::releasing || x.now == phase::stopped) {
      all[x.partition] = {x.epoch,
                          x.now == phase::leaving || x.now == phase::releasing};
    }
  }
  return all;
}

// -- telling ------------------------------------------------------------------

partition_directory::slot* partition_directory::find(partition_id partition) {
  auto found = std::find_if(slots_.begin(), slots_.end(), [&](const slot& x) {
    return x.partition == partition;
  });
  return found == slots_.end() ? nullptr : &*found;
}

partition_directory::slot*
partition_directory::find_sender(partition_id partition) {
  auto* found = find(partition);
  return found != nullptr && found->validator
             && found->validator.address() == current_sender()
           ? found
           : nullptr;
}

void partition_directory::forget(const caf::actor_addr& gone) {
  subscribers_.erase(
    std::remove_if(subscribers_.begin(), subscribers_.end(),
                   [&](const auto& s) { return s.address() == gone; }),
    subscribers_.end());
}

void partition_directory::publish() {
  ++version_;
  auto map = make_map();
  for (const auto& x : subscribers_) {
    send(x, map);
  }
}

partition_map partition_directory::make_map() const {
  partition_map map;
  map.version = version_;
  map.review = options_.review();
  for (const auto& x : slots_) {
    if (x.now == phase::ready) {
      map.routes.push_back({x.partition, x.validator, x.epoch});
    }
  }
  return map;
}

} // namespace scrutin
