#pragma once

#include <cstdint>
#include <optional>

namespace scrutin::load {

/// When each request of an open loop is meant to be sent: evenly spaced,
/// whatever becomes of those before it. A request that finds every connection
/// busy waits here, and its latency runs from the intended time: a server that
/// stalls cannot hide its stall by holding the client up ("coordinated
/// omission"). Times are ns of any steady clock.
class arrival_schedule {
public:
  /// @param rate: requests per second, above 0.
  /// @param part, parts: several schedules of one rate interleave evenly.
  arrival_schedule(double rate, std::int64_t start_ns, unsigned part = 0,
                   unsigned parts = 1)
    : start_ns_(start_ns), interval_ns_(1e9 / rate), part_(part),
      parts_(parts) {}

  /// When the next request is meant to be sent.
  [[nodiscard]] std::int64_t next_ns() const {
    auto place = static_cast<double>(taken_) * parts_ + part_;
    return start_ns_ + static_cast<std::int64_t>(place * interval_ns_);
  }

  /// @returns the intended time of the next request if it is due, which is
  /// then taken; else nothing.
  std::optional<std::int64_t> take(std::int64_t now_ns) {
    auto intended = next_ns();
    if (intended > now_ns) {
      return std::nullopt;
    }
    ++taken_;
    return intended;
  }

  [[nodiscard]] std::uint64_t taken() const { return taken_; }

private:
  std::int64_t start_ns_;
  double interval_ns_;
  unsigned part_;
  unsigned parts_;
  std::uint64_t taken_ = 0;
};

} // namespace scrutin::load
