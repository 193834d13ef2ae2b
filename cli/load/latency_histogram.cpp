#include "cli/load/latency_histogram.hpp"

#include <algorithm>
#include <cmath>

namespace scrutin::load {

namespace {

constexpr unsigned exact_bits = 8;
constexpr unsigned limit_bits = 38;
/// Buckets that a power of two is cut into.
constexpr std::uint64_t per_doubling = std::uint64_t{1} << (exact_bits - 1);
constexpr std::uint64_t buckets_total =
  (limit_bits - exact_bits + 2) * per_doubling;

unsigned bit_width(std::uint64_t x) {
  return x == 0 ? 0 : 64 - static_cast<unsigned>(__builtin_clzll(x));
}

std::uint64_t bucket_of(std::uint64_t value) {
  auto width = bit_width(value);
  if (width <= exact_bits) {
    return value;
  }
  auto shift = width - exact_bits;
  return shift * per_doubling + (value >> shift);
}

/// The largest value that falls into a bucket.
std::uint64_t upper_bound(std::uint64_t bucket) {
  if (bucket < 2 * per_doubling) {
    return bucket;
  }
  auto shift = bucket / per_doubling - 1;
  auto leading = bucket - shift * per_doubling;
  return ((leading + 1) << shift) - 1;
}

} // namespace

latency_histogram::latency_histogram() : buckets_(buckets_total) {
}

void latency_histogram::record(std::uint64_t duration_ns) {
  ++buckets_[bucket_of(std::min(duration_ns, limit_ns))];
  ++count_;
  max_ = std::max(max_, duration_ns);
  sum_ += static_cast<double>(duration_ns);
}

void latency_histogram::add(const latency_histogram& other) {
  for (std::size_t i = 0; i < buckets_.size(); ++i) {
    buckets_[i] += other.buckets_[i];
  }
  count_ += other.count_;
  max_ = std::max(max_, other.max_);
  sum_ += other.sum_;
}

double latency_histogram::mean() const {
  return count_ == 0 ? 0 : sum_ / static_cast<double>(count_);
}

std::uint64_t latency_histogram::quantile(double share) const {
  if (count_ == 0) {
    return 0;
  }
  auto wanted = static_cast<std::uint64_t>(
    std::ceil(std::clamp(share, 0.0, 1.0) * static_cast<double>(count_)));
  wanted = std::clamp<std::uint64_t>(wanted, 1, count_);
  std::uint64_t seen = 0;
  for (std::size_t i = 0; i + 1 < buckets_.size(); ++i) {
    seen += buckets_[i];
    if (seen >= wanted) {
      return std::min(upper_bound(i), max_);
    }
  }
  return max_;
}

} // namespace scrutin::load
