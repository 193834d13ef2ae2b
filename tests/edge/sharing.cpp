// Goal: an edge tells others what it shares with them, and what they missed.
// Method: outlets and stores of the test's own beside the real edge.
#define CAF_SUITE sharing

#include "tests/edge/edge_fixture.hpp"

#include "caf/test/unit_test.hpp"

#include "storage/memory/memory_limits.hpp"
#include "tests/fixtures/eventually.hpp"

using namespace scrutin;
using namespace scrutin::fixtures;

namespace {

constexpr auto patience = std::chrono::seconds{30};

/// Keeps events, or takes none.
class recording_outlet : public results_outlet {
public:
  result<void> publish(const std::string& event) override {
    std::lock_guard<std::mutex> guard{lock_};
    if (away) {
      ++refused;
      return error{ec::unavailable, "away"};
    }
    events_.push_back(event);
    return {};
  }

  bool heard(const std::string& part) {
    std::lock_guard<std::mutex> guard{lock_};
    return std::any_of(events_.begin(), events_.end(), [&](const auto& x) {
      return x.find(part) != std::string::npos;
    });
  }

  std::atomic<bool> away = false;
  std::atomic<int> refused = 0;

private:
  std::mutex lock_;
  std::vector<std::string> events_;
};

contest_report turnout_of(std::uint32_t region, std::uint64_t turnout) {
  contest_report x;
  x.contest = {{3}, {region}};
  x.turnout = turnout;
  return x;
}

} // namespace

CAF_TEST(results reach the outlet and wait for it where it is away) {
  auto outlet = std::make_shared<recording_outlet>();
  edge_fixture edge{{}, [&](edge::edge_services& x) { x.outlet = outlet; }};
  // Both the edge's thread and the channel have subscribed by the second.
  auto published = [&](std::uint64_t turnout) {
    edge.world.publish({1, {turnout_of(1, turnout)}});
    return outlet->heard("\"turnout\":" + std::to_string(turnout));
  };
  CAF_CHECK(eventually([&] { return published(11); }, patience));
  outlet->away = true;
  // Said once: nothing but what was refused can bring it out later.
  published(12);
  CAF_CHECK(eventually([&] { return outlet->refused > 0; }, patience));
  CAF_CHECK(!outlet->heard("\"turnout\":12"));
  outlet->away = false;
  CAF_CHECK(
    eventually([&] { return outlet->heard("\"turnout\":12"); }, patience));
  edge.restart_results();
  CAF_CHECK(eventually([&] { return published(13); }, patience));
}

CAF_TEST(what clients take is told to the store that nodes share) {
  auto buckets = std::make_shared<memory_buckets>();
  edge_fixture edge{{}, [&](edge::edge_services& x) {
                      x.shared_limits = std::make_shared<memory_limits>(
                        buckets, [] { return std::int64_t{1}; });
                    }};
  CAF_CHECK_EQUAL(edge.get("/api/v1/laws").status, 200U);
  auto told = [&] {
    std::lock_guard<std::mutex> guard{buckets->lock};
    return buckets->full_at.size() == 2;
  };
  // One of the address and one of its subnet.
  CAF_CHECK(eventually(told, patience));
}
