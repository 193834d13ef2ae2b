#pragma once

#include <algorithm>
#include <cstdint>
#include <deque>
#include <optional>
#include <utility>

namespace scrutin::edge {

/// Things that are held back, each for the same time, at most so many: first
/// in, first out. Knows no clock and sets no timer.
template <class Thing>
class delay_line {
public:
  delay_line(std::size_t most, std::int64_t delay_ns)
    : most_(most), delay_ns_(delay_ns) {}

  [[nodiscard]] bool full() const { return held_.size() >= most_; }
  [[nodiscard]] std::size_t size() const { return held_.size(); }

  /// Not when full.
  void add(Thing x, std::int64_t now_ns) {
    held_.push_back({std::move(x), now_ns + delay_ns_});
  }

  /// @returns the longest held, if its time is over.
  std::optional<Thing> take(std::int64_t now_ns) {
    if (held_.empty() || now_ns < held_.front().until_ns) {
      return std::nullopt;
    }
    std::optional<Thing> taken{std::move(held_.front().thing)};
    held_.pop_front();
    return taken;
  }

  /// @returns ns until take() has something; nothing while none is held.
  [[nodiscard]] std::optional<std::int64_t> next_in(std::int64_t now_ns) const {
    if (held_.empty()) {
      return std::nullopt;
    }
    return std::max<std::int64_t>(held_.front().until_ns - now_ns, 0);
  }

private:
  struct entry {
    Thing thing;
    std::int64_t until_ns;
  };

  std::size_t most_;
  std::int64_t delay_ns_;
  std::deque<entry> held_;
};

} // namespace scrutin::edge
