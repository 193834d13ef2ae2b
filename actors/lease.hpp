#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>

namespace scrutin {

/// Until when a validator may answer for its partition: past it another node
/// may. The partition directory extends and ends it, the validator looks at
/// it before each batch; an end counts at once, whatever lies in mailboxes.
/// On the monotonic clock of the node's actors.
class lease {
public:
  using time_point = std::chrono::steady_clock::time_point;

  [[nodiscard]] bool holds(time_point now) const {
    return now.time_since_epoch().count() < until_.load();
  }
  void extend(time_point until) { until_ = until.time_since_epoch().count(); }
  void end() { until_ = 0; }

private:
  std::atomic<time_point::rep> until_{0};
};

using lease_ptr = std::shared_ptr<lease>;

} // namespace scrutin
