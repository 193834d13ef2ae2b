#include "actors/membership.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

#include <caf/actor_cast.hpp>

#include "monitoring/log.hpp"
#include "protocol/errors.hpp"

namespace scrutin {

result<void> membership_options::validate() const {
  if (self.name.empty() || renew_ms == 0 || lease_ms <= renew_ms) {
    return error{ec::bad_configuration,
                 "a member needs a name, and a lease longer than its "
                 "heartbeat"};
  }
  return {};
}

membership::membership(caf::actor_config& cfg, membership_options options,
                       std::shared_ptr<cluster_store> store)
  : membership_base::base(cfg), options_(std::move(options)),
    store_(std::move(store)) {
}

membership::behavior_type membership::make_behavior() {
  set_down_handler([this](const caf::down_msg& x) { forget(x.source); });
  send(this, clock_tick{});
  return {
    [this](const subscribe_cluster& x) { on(x); },
    [this](const view_wanted&) { renew(); },
    [this](const release_partition& x) { return on(x); },
    [this](const leave_cluster& x) { return on(x); },
    [this](const guest_heartbeat& x) { return on(x); },
    [this](const clock_tick& x) { on(x); },
  };
}

void membership::on_exit() {
  subscribers_.clear();
}

// -- messages -----------------------------------------------------------------

void membership::on(const subscribe_cluster&) {
  auto sink = caf::actor_cast<cluster_sink_actor>(current_sender());
  forget(sink.address());
  monitor(sink);
  subscribers_.push_back(sink);
  if (news_.lease_until_ns != 0) {
    send(sink, news_);
  }
}

caf::result<partition_released> membership::on(const release_partition& x) {
  if (auto given = store_->release(x.partition, x.epoch); !given) {
    return to_caf(given.failure());
  }
  return partition_released{x.partition};
}

caf::result<cluster_left> membership::on(const leave_cluster&) {
  const auto& self = options_.self.name;
  if (auto marked = store_->set_draining(self, true); !marked) {
    return to_caf(marked.failure());
  }
  renew();
  const auto& owned = news_.view.partitions;
  if (std::none_of(owned.begin(), owned.end(),
                   [&](const auto& x) { return x.owner == self; })) {
    return cluster_left{0};
  }
  const auto& all = news_.view.members;
  auto others = std::count_if(all.begin(), all.end(), [&](const auto& x) {
    return x.what.name != self && x.what.roles.validator && !x.draining
           && x.silent_ms <= std::int64_t{options_.lease_ms};
  });
  return cluster_left{static_cast<std::uint32_t>(others)};
}

caf::result<guest_view> membership::on(const guest_heartbeat& x) {
  if (auto renewed = store_->renew(x.self); !renewed) {
    return to_caf(renewed.failure());
  }
  auto view = store_->view();
  if (!view) {
    return to_caf(view.failure());
  }
  return guest_view{std::move(*view)};
}

void membership::on(const clock_tick&) {
  auto next = std::chrono::milliseconds{options_.renew_ms};
  delayed_send(this, next, clock_tick{});
  renew();
}

// -- the heartbeat ------------------------------------------------------------

void membership::renew() {
  // From before the heartbeat: the authority's own count begins later.
  auto began = clock().now();
  if (auto renewed = store_->renew(options_.self); !renewed) {
    note_failure(renewed.failure());
    return;
  }
  auto view = store_->view();
  if (!view) {
    note_failure(view.failure());
    return;
  }
  if (std::exchange(failing_, false)) {
    log_event(log_level::info, "heartbeat_resumed",
              {{log_key::node, options_.self.name}});
  }
  news_.view = std::move(*view);
  auto until = began + std::chrono::milliseconds{options_.lease_ms};
  news_.lease_until_ns = std::chrono::duration_cast<std::chrono::nanoseconds>(
                           until.time_since_epoch())
                           .count();
  for (const auto& x : subscribers_) {
    send(x, news_);
  }
}

void membership::note_failure(const error& why) {
  if (why.code == ec::fenced) {
    log_event(
      log_level::error, "node_was_followed",
      {{log_key::node, options_.self.name}, {log_key::detail, why.detail}});
    quit(to_caf(why));
    return;
  }
  if (!std::exchange(failing_, true)) {
    log_event(
      log_level::warning, "heartbeat_failed",
      {{log_key::node, options_.self.name}, {log_key::detail, to_string(why)}});
  }
}

void membership::forget(const caf::actor_addr& gone) {
  subscribers_.erase(
    std::remove_if(subscribers_.begin(), subscribers_.end(),
                   [&](const auto& s) { return s.address() == gone; }),
    subscribers_.end());
}

} // namespace scrutin
