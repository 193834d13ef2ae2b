#define CAF_SUITE arrival_schedule
#include "caf/test/unit_test.hpp"

#include <algorithm>
#include <vector>

#include "cli/load/arrival_schedule.hpp"

using scrutin::load::arrival_schedule;

namespace {

constexpr std::int64_t ms = 1'000'000;

} // namespace

CAF_TEST(requests are due at even distances and not before) {
  arrival_schedule schedule{1000, 5 * ms};
  std::vector<std::int64_t> taken;
  for (auto now : {5 * ms - 1, 5 * ms, 5 * ms, 9 * ms, 9 * ms}) {
    taken.push_back(schedule.take(now).value_or(0));
  }
  CAF_CHECK_EQUAL(taken, (std::vector{0 * ms, 5 * ms, 0 * ms, 6 * ms, 7 * ms}));
  CAF_CHECK_EQUAL(schedule.next_ns(), 8 * ms);
}

CAF_TEST(a stall of the server shows in every request that waited for it) {
  // One connection; each answer takes 0.1 ms, but the server stands still
  // from 100 ms to 200 ms. Measured from the real sending time one request
  // would be slow; a hundred were meant to be sent meanwhile.
  arrival_schedule schedule{1000, 0};
  std::vector<std::int64_t> latencies;
  for (std::int64_t now = 0; now < 400 * ms;) {
    auto intended = schedule.take(now);
    if (!intended) {
      now = schedule.next_ns();
      continue;
    }
    auto begins = now >= 100 * ms && now < 200 * ms ? 200 * ms : now;
    now = begins + ms / 10;
    latencies.push_back(now - *intended);
  }
  auto slow = std::count_if(latencies.begin(), latencies.end(),
                            [](auto x) { return x > 10 * ms; });
  CAF_CHECK(slow >= 90);
  CAF_CHECK_EQUAL(*std::max_element(latencies.begin(), latencies.end()),
                  100 * ms + ms / 10);
}

CAF_TEST(the parts of a schedule interleave to the whole rate) {
  std::vector<std::int64_t> times;
  for (unsigned part = 0; part < 3; ++part) {
    arrival_schedule schedule{500, 0, part, 3};
    while (auto intended = schedule.take(999 * ms)) {
      times.push_back(*intended);
    }
  }
  std::sort(times.begin(), times.end());
  CAF_REQUIRE_EQUAL(times.size(), 500u);
  for (std::size_t i = 0; i < times.size(); ++i) {
    CAF_REQUIRE_EQUAL(times[i], static_cast<std::int64_t>(i) * 2 * ms);
  }
}
