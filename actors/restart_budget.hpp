#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <optional>

#include "domain/result.hpp"

namespace scrutin {

/// How patient a supervisor is with a child.
struct restart_policy {
  /// Pause before the first restart; doubles with each further one.
  std::chrono::milliseconds pause_min{10};
  std::chrono::milliseconds pause_max{5000};
  /// So many restarts within `window` are too many.
  std::uint32_t restarts_max = 8;
  std::chrono::milliseconds window{30'000};

  /// @returns `bad_configuration` unless 0 < pause_min <= pause_max.
  [[nodiscard]] result<void> validate() const;
};

/// Decides when a failed child starts again, or that it does not. Plain
/// arithmetic on handed-in times.
class restart_budget {
public:
  using time_point = std::chrono::steady_clock::time_point;

  explicit restart_budget(restart_policy policy) : policy_(policy) {}

  /// Takes note of a failure.
  /// @param jitter: 0 to 255; shortens the pause by up to half.
  /// @returns the pause before the restart, or nothing when the intensity is
  /// passed and the supervisor has to give up.
  std::optional<std::chrono::milliseconds> on_failure(time_point now,
                                                      std::uint8_t jitter);

private:
  restart_policy policy_;
  std::deque<time_point> failures_;
};

} // namespace scrutin
