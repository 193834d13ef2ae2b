#include "actors/partition_directory.hpp"

#include <algorithm>

#include <caf/actor_cast.hpp>
#include <caf/send.hpp>

#include "actors/supervisor.hpp"
#include "monitoring/log.hpp"
#include "protocol/errors.hpp"

namespace scrutin {

namespace {

/// Nobody may write such a partition again before a person has looked; the
/// others are not concerned.
bool stops_partition(const caf::error& reason) {
  auto ours = from_caf(reason);
  return ours && ours->code == ec::spent_twice;
}

} // namespace

result<void> partition_directory_options::validate() const {
  if (!start || !review || !random || loading_max == 0) {
    return error{ec::bad_configuration,
                 "a partition directory lacks a function or a limit"};
  }
  return restarts.validate();
}

partition_directory::partition_directory(caf::actor_config& cfg,
                                         partition_directory_options options)
  : partition_directory_base::base(cfg), options_(std::move(options)) {
  for (auto partition : options_.partitions) {
    slots_.push_back(
      {partition, phase::waiting, {}, restart_budget{options_.restarts}});
  }
}

partition_directory::behavior_type partition_directory::make_behavior() {
  set_down_handler([this](const caf::down_msg& x) { on(x); });
  start_waiting();
  return {
    [this](const partition_ready& x) { on(x); },
    [this](const subscribe_partitions& x) { on(x); },
    [this](const restart_child& x) { on(x); },
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
}

// -- messages -----------------------------------------------------------------

void partition_directory::on(const partition_ready& x) {
  auto found = std::find_if(slots_.begin(), slots_.end(), [&](const slot& s) {
    return s.partition == x.partition && s.validator
           && s.validator.address() == current_sender();
  });
  if (found == slots_.end()) {
    return;
  }
  found->now = phase::ready;
  start_waiting();
  publish();
}

void partition_directory::on(const subscribe_partitions&) {
  auto sink = caf::actor_cast<map_sink_actor>(current_sender());
  forget(sink.address());
  monitor(sink);
  subscribers_.push_back(sink);
  send(sink, make_map());
}

void partition_directory::forget(const caf::actor_addr& gone) {
  subscribers_.erase(
    std::remove_if(subscribers_.begin(), subscribers_.end(),
                   [&](const auto& s) { return s.address() == gone; }),
    subscribers_.end());
}

void partition_directory::on(const restart_child& x) {
  if (options_.on_restart) {
    options_.on_restart();
  }
  slots_[x.child].now = phase::waiting;
  start_waiting();
}

void partition_directory::on(const caf::down_msg& x) {
  forget(x.source);
  auto failed = std::find_if(slots_.begin(), slots_.end(), [&](const slot& s) {
    return s.validator && s.validator.address() == x.source;
  });
  if (failed == slots_.end()) {
    return;
  }
  // Neither waiting nor ready until its pause is over, or for good.
  failed->validator = nullptr;
  failed->now = phase::loading;
  auto why = describe(x.reason);
  if (stops_partition(x.reason)) {
    log_event(log_level::error, "partition_stopped",
              {{log_key::partition, to_string(failed->partition)},
               {log_key::detail, why}});
    publish();
    return;
  }
  auto pause =
    is_final(x.reason)
      ? std::nullopt
      : failed->budget.on_failure(
        clock().now(), static_cast<std::uint8_t>(options_.random(1)[0]));
  if (!pause) {
    log_event(log_level::error, "partition_failed_for_good",
              {{log_key::partition, to_string(failed->partition)},
               {log_key::detail, why}});
    quit(x.reason);
    return;
  }
  log_event(log_level::warning, "partition_restarts",
            {{log_key::partition, to_string(failed->partition)},
             {log_key::detail, why},
             {log_key::duration_ms, pause->count()}});
  publish();
  delayed_send(
    this, *pause,
    restart_child{static_cast<std::uint64_t>(failed - slots_.begin())});
}

void partition_directory::start_waiting() {
  auto loading = std::count_if(slots_.begin(), slots_.end(), [](const slot& x) {
    return x.now == phase::loading && x.validator;
  });
  auto room = static_cast<std::ptrdiff_t>(options_.loading_max) - loading;
  for (auto& x : slots_) {
    if (room <= 0) {
      return;
    }
    if (x.now == phase::waiting) {
      x.now = phase::loading;
      x.validator = options_.start(
        x.partition, caf::actor_cast<partition_directory_actor>(this));
      if (!x.validator) {
        quit(caf::exit_reason::user_shutdown);
        return;
      }
      monitor(x.validator);
      --room;
    }
  }
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
      map.routes.push_back({x.partition, x.validator});
    }
  }
  return map;
}

} // namespace scrutin
