#pragma once

#include <cstdint>
#include <vector>

namespace scrutin::load {

/// Counts durations in buckets whose width grows with what they hold, so that
/// a few thousand counters cover nanoseconds to minutes.
///
/// Durations below 256 ns have a bucket each. Above, every power of two is cut
/// into 128 buckets, so that `quantile` is never below the true quantile and
/// exceeds it by less than 1 part in 128 (0.8%); `max` is exact. What lies
/// beyond `limit_ns` is counted in the last bucket.
///
/// Source: the layout of HdrHistogram, https://hdrhistogram.org.
class latency_histogram {
public:
  /// About 275 seconds.
  static constexpr std::uint64_t limit_ns = (std::uint64_t{1} << 38) - 1;

  latency_histogram();

  /// O(1).
  void record(std::uint64_t duration_ns);
  /// Adds what another histogram counted.
  void add(const latency_histogram& other);

  [[nodiscard]] std::uint64_t count() const { return count_; }
  [[nodiscard]] std::uint64_t max() const { return max_; }
  [[nodiscard]] double mean() const;
  /// The smallest bound, in ns, that at least this share of durations does
  /// not exceed; 0 where nothing was recorded.
  /// @param share: in [0, 1].
  [[nodiscard]] std::uint64_t quantile(double share) const;

private:
  std::vector<std::uint64_t> buckets_;
  std::uint64_t count_ = 0;
  std::uint64_t max_ = 0;
  double sum_ = 0;
};

} // namespace scrutin::load
