#include "actors/supervisor.hpp"

#include <algorithm>

#include <caf/send.hpp>

#include "monitoring/log.hpp"
#include "protocol/errors.hpp"

namespace scrutin {

bool is_final(const caf::error& reason) {
  auto ours = from_caf(reason);
  if (!ours) {
    return false;
  }
  // A node that another has followed is not to come back; a validator of a
  // cluster that is fenced is its directory's business.
  return ours->code == ec::fenced || ours->code == ec::damaged
         || ours->code == ec::storage_failed || ours->code == ec::no_key
         || ours->code == ec::definition_changed;
}

supervisor::supervisor(caf::actor_config& cfg, supervisor_options options,
                       std::vector<child_spec> children)
  : supervisor_actor::base(cfg), options_(std::move(options)) {
  for (auto& spec : children) {
    children_.push_back(
      {std::move(spec), restart_budget{options_.restarts}, nullptr});
  }
}

supervisor::behavior_type supervisor::make_behavior() {
  set_down_handler([this](const caf::down_msg& x) { on(x); });
  for (auto& x : children_) {
    start(x);
  }
  return {[this](const restart_child& x) { on(x); }};
}

void supervisor::on_exit() {
  end_children();
  children_.clear();
}

// -- messages -----------------------------------------------------------------

void supervisor::on(const restart_child& x) {
  auto& restarted = children_[x.child];
  if (options_.on_restart) {
    options_.on_restart(restarted.spec.name);
  }
  start(restarted);
}

void supervisor::on(const caf::down_msg& x) {
  auto failed =
    std::find_if(children_.begin(), children_.end(), [&](const child& c) {
      return c.running && c.running == x.source;
    });
  if (failed == children_.end()) {
    return;
  }
  failed->running = nullptr;
  auto why = describe(x.reason);
  if (is_final(x.reason)) {
    log_event(log_level::error, "child_failed_for_good",
              {{log_key::actor, failed->spec.name}, {log_key::detail, why}});
    quit(x.reason);
    return;
  }
  auto pause = failed->budget.on_failure(
    clock().now(), static_cast<std::uint8_t>(options_.random(1)[0]));
  if (!pause) {
    log_event(log_level::error, "child_failed_too_often",
              {{log_key::actor, failed->spec.name}, {log_key::detail, why}});
    quit(to_caf({ec::unavailable,
                 failed->spec.name + " failed too often; at last: " + why}));
    return;
  }
  log_event(log_level::warning, "child_restarts",
            {{log_key::actor, failed->spec.name},
             {log_key::detail, why},
             {log_key::duration_ms, pause->count()}});
  auto index = static_cast<std::uint64_t>(failed - children_.begin());
  delayed_send(this, *pause, restart_child{index});
}

void supervisor::start(child& x) {
  x.running = x.spec.start();
  if (!x.running) {
    quit(caf::exit_reason::user_shutdown);
    return;
  }
  monitor(x.running);
}

void supervisor::end_children() {
  for (auto x = children_.rbegin(); x != children_.rend(); ++x) {
    if (x->running) {
      caf::anon_send_exit(x->running->address(),
                          caf::exit_reason::user_shutdown);
    }
  }
}

} // namespace scrutin
