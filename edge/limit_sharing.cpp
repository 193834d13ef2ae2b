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
  const auto& services = shared_->services;
  auto told =
    shared_->limiter.exchange(*services.shared_limits, services.steady());
  if (!told && !away_) {
    log_event(log_level::warning, "shared_limits_away",
              {{log_key::detail, to_string(told.failure())}});
  } else if (told && away_) {
    log_event(log_level::info, "shared_limits_back", {});
  }
  away_ = !told;
}

} // namespace scrutin::edge
