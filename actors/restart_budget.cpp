#include "actors/restart_budget.hpp"

#include <algorithm>

namespace scrutin {

result<void> restart_policy::validate() const {
  if (pause_min.count() <= 0 || pause_max < pause_min) {
    return error{ec::bad_configuration,
                 "restart pauses must be positive and in order"};
  }
  return {};
}

std::optional<std::chrono::milliseconds>
restart_budget::on_failure(time_point now, std::uint8_t jitter) {
  while (!failures_.empty() && failures_.front() + policy_.window <= now) {
    failures_.pop_front();
  }
  if (failures_.size() >= policy_.restarts_max) {
    return std::nullopt;
  }
  auto doublings = std::min<std::size_t>(failures_.size(), 16);
  auto pause =
    std::min(policy_.pause_max, policy_.pause_min * (1 << doublings));
  failures_.push_back(now);
  return pause - pause * jitter / 510;
}

} // namespace scrutin
