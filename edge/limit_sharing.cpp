#include "edge/limit_sharing.hpp"

#include "monitoring/log.hpp"

namespace scrutin::edge {

limit_sharing::limit_sharing(caf::actor_config& cfg,
                             std::shared_ptr<shared_state> shared)
  : limit_sharing_actor::base(cfg), shared_(std::move(shared)) {
}

limit_sharing::behavior_type limit_sharing::make_behavior() {
  delayed_send(this, interval, clock_tick{});
  return {
    [this](const clock_tick&) {
      exchange();
      delayed_send(this, interval, clock_tick{});
    },
  };
}

void limit_sharing::on_exit() {
  shared_.reset();
}

void limit_sharing::exchange() {
  auto charges = shared_->limiter.collect();
  if (charges.empty()) {
    return;
  }
  const auto& services = shared_->services;
  auto owed = services.shared_limits->charge(charges);
  if (owed) {
    shared_->limiter.learn(charges, *owed, services.steady());
  }
  if (!owed && !away_) {
    log_event(log_level::warning, "shared_limits_away",
              {{log_key::detail, to_string(owed.failure())}});
  } else if (owed && away_) {
    log_event(log_level::info, "shared_limits_back", {});
  }
  away_ = !owed;
}

} // namespace scrutin::edge
