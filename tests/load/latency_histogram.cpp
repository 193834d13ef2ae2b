#define CAF_SUITE latency_histogram
#include "caf/test/unit_test.hpp"

#include <algorithm>
#include <cmath>
#include <random>

#include "cli/load/latency_histogram.hpp"

using scrutin::load::latency_histogram;

namespace {

// The definition that the histogram approximates.
std::uint64_t exact_quantile(const std::vector<std::uint64_t>& sorted,
                             double share) {
  auto rank = static_cast<std::size_t>(
    std::ceil(share * static_cast<double>(sorted.size())));
  return sorted[std::max<std::size_t>(rank, 1) - 1];
}

std::vector<std::uint64_t> draw_durations(std::mt19937_64& random) {
  // Every magnitude alike, so that no bucket width escapes.
  std::uniform_int_distribution<unsigned> bits{1, 38};
  std::vector<std::uint64_t> durations(1 + random() % 2000);
  for (auto& x : durations) {
    x = random() & ((std::uint64_t{1} << bits(random)) - 1);
  }
  return durations;
}

} // namespace

CAF_TEST(a quantile is never below the true one and less than 1 in 128 above) {
  auto seed = std::random_device{}();
  CAF_MESSAGE("seed " << seed);
  std::mt19937_64 random{seed};
  for (int round = 0; round < 200; ++round) {
    auto durations = draw_durations(random);
    latency_histogram histogram;
    for (auto x : durations) {
      histogram.record(x);
    }
    std::sort(durations.begin(), durations.end());
    for (double share : {0.0, 0.01, 0.5, 0.9, 0.95, 0.99, 0.999, 1.0}) {
      auto exact = exact_quantile(durations, share);
      auto told = histogram.quantile(share);
      CAF_REQUIRE(told >= exact);
      CAF_REQUIRE((told - exact) * 128 <= exact);
    }
    CAF_REQUIRE_EQUAL(histogram.max(), durations.back());
    CAF_REQUIRE_EQUAL(histogram.count(), durations.size());
  }
}

CAF_TEST(small durations are exact) {
  latency_histogram histogram;
  for (std::uint64_t x = 0; x < 256; ++x) {
    histogram.record(x);
  }
  CAF_CHECK_EQUAL(histogram.quantile(0.5), 127u);
  CAF_CHECK_EQUAL(histogram.quantile(1), 255u);
  CAF_CHECK(std::abs(histogram.mean() - 127.5) < 1e-9);
}

CAF_TEST(merging equals recording everything in one) {
  std::mt19937_64 random{7};
  latency_histogram parts[3];
  latency_histogram whole;
  for (int i = 0; i < 10000; ++i) {
    auto x = random() % 1'000'000'000;
    parts[i % 3].record(x);
    whole.record(x);
  }
  latency_histogram merged;
  for (const auto& part : parts) {
    merged.add(part);
  }
  for (double share : {0.1, 0.5, 0.99, 1.0}) {
    CAF_CHECK_EQUAL(merged.quantile(share), whole.quantile(share));
  }
  CAF_CHECK_EQUAL(merged.count(), whole.count());
}

CAF_TEST(durations past the limit are counted and the maximum stays exact) {
  latency_histogram histogram;
  histogram.record(latency_histogram::limit_ns * 5);
  CAF_CHECK_EQUAL(histogram.count(), 1u);
  CAF_CHECK_EQUAL(histogram.quantile(1), latency_histogram::limit_ns * 5);
}

CAF_TEST(an empty histogram answers zero) {
  latency_histogram histogram;
  CAF_CHECK_EQUAL(histogram.quantile(0.99), 0u);
  CAF_CHECK_EQUAL(histogram.max(), 0u);
}
