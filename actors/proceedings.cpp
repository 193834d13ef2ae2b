#include "actors/proceedings.hpp"

#include <algorithm>
#include <utility>

#include <caf/actor_cast.hpp>

#include "monitoring/log.hpp"

namespace scrutin {

proceedings::proceedings(caf::actor_config& cfg,
                         std::shared_ptr<const administration_store> store,
                         const directory_ptr& elections, wall_clock now)
  : proceedings_base::base(cfg), log_(std::move(store), elections),
    now_(std::move(now)) {
}

proceedings::behavior_type proceedings::make_behavior() {
  set_down_handler([this](const caf::down_msg& x) {
    subscribers_.erase(
      std::remove_if(subscribers_.begin(), subscribers_.end(),
                     [&](const auto& s) { return s.address() == x.source; }),
      subscribers_.end());
  });
  send(this, clock_tick{});
  return {
    [this](const subscribe_acts& x) { on(x); },
    [this](const acts_wanted&) { look(); },
    [this](const clock_tick& x) { on(x); },
  };
}

void proceedings::on_exit() {
  subscribers_.clear();
}

void proceedings::on(const subscribe_acts&) {
  auto sink = caf::actor_cast<catalog_actor>(current_sender());
  monitor(sink);
  subscribers_.push_back(sink);
  if (as_of_ms_ != 0) {
    send(sink, acts_known{log_.acts(), as_of_ms_});
  }
}

void proceedings::on(const clock_tick&) {
  look();
  delayed_send(this, look_every, clock_tick{});
}

void proceedings::look() {
  // From before the look: what is written meanwhile is seen with the next.
  auto began_ms = now_();
  auto fresh = log_.catch_up();
  if (!fresh) {
    if (!std::exchange(failing_, true)) {
      log_event(log_level::warning, "acts_unknown",
                {{log_key::detail, to_string(fresh.failure())}});
    }
    return;
  }
  if (std::exchange(failing_, false)) {
    log_event(log_level::info, "acts_known_again", {});
  }
  auto is_first = std::exchange(as_of_ms_, began_ms) == 0;
  acts_known told{is_first ? log_.acts() : *std::move(fresh), began_ms};
  for (const auto& sink : subscribers_) {
    send(sink, told);
  }
}

} // namespace scrutin
