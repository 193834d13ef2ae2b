// Goal: a bucket that nodes share empties by what all of them take. Method:
// the same questions to the store in memory and to a real Redis server.
#define CAF_SUITE shared_limits
#include "caf/test/unit_test.hpp"

#include <csignal>
#include <functional>

#include "storage/memory/memory_limits.hpp"
#include "storage/redis/redis_limits.hpp"
#include "storage/redis/redis_outlet.hpp"
#include "tests/fixtures/redis_server.hpp"

using namespace scrutin;
using namespace scrutin::fixtures;

namespace {

constexpr std::int64_t second_ns = 1'000'000'000;
constexpr std::int64_t horizon_ns = limit_store::horizon_ns;

/// A clock of the test's own.
struct hand_clock {
  std::shared_ptr<std::int64_t> now = std::make_shared<std::int64_t>(1);
  [[nodiscard]] monotonic_clock read() const {
    return [now = now] { return *now; };
  }
};

redis_options options_for(const redis_server& server, const hand_clock& clock) {
  redis_options options;
  options.address = server.address();
  options.password = server.password();
  options.patience = std::chrono::seconds{10};
  options.steady = clock.read();
  return options;
}

limit_charge charge(std::uint64_t bucket, std::uint32_t tokens) {
  return {2, bucket, tokens, second_ns};
}

/// Redis lives by its own clock: time goes on between two questions.
bool near(std::int64_t owed, std::int64_t seconds) {
  return owed <= seconds * second_ns && owed > (seconds - 5) * second_ns;
}

struct fixture {
  redis_server server;
  hand_clock clock;

  // As the program does: a connection that broke is an error, not the end.
  fixture() { std::signal(SIGPIPE, SIG_IGN); }

  void on_both(const std::function<void(limit_store&, limit_store&)>& body) {
    auto shared = std::make_shared<memory_buckets>();
    memory_limits one{shared, clock.read()};
    memory_limits two{shared, clock.read()};
    CAF_MESSAGE("in memory");
    body(one, two);
    CAF_REQUIRE(server.running());
    redis_limits three{options_for(server, clock)};
    redis_limits four{options_for(server, clock)};
    CAF_MESSAGE("in Redis");
    body(three, four);
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(shared_limit_tests, fixture)

CAF_TEST(what one node takes is owed on the other) {
  on_both([](limit_store& one, limit_store& other) {
    auto first = one.charge({charge(1, 10), charge(2, 20)});
    CAF_REQUIRE(first);
    CAF_REQUIRE_EQUAL(first->size(), 2u);
    CAF_CHECK(near((*first)[0], 10));
    CAF_CHECK(near((*first)[1], 20));
    auto second = other.charge({charge(2, 5)});
    CAF_REQUIRE(second);
    CAF_CHECK(near(second->front(), 25));
  });
}

CAF_TEST(the same bucket of another limit is another bucket) {
  on_both([](limit_store& one, limit_store&) {
    CAF_REQUIRE(one.charge({charge(1, 30)}));
    auto other = one.charge({{3, 1, 1, second_ns}});
    CAF_REQUIRE(other);
    CAF_CHECK(near(other->front(), 1));
  });
}

CAF_TEST(a bucket is never further ahead than the horizon) {
  on_both([](limit_store& one, limit_store&) {
    auto owed = one.charge({charge(1, 4'000'000'000U)});
    CAF_REQUIRE(owed);
    CAF_CHECK(owed->front() <= horizon_ns);
    CAF_CHECK(owed->front() > horizon_ns - 5 * second_ns);
  });
}

CAF_TEST(thousands of buckets are charged at once and in their order) {
  on_both([](limit_store& one, limit_store&) {
    std::vector<limit_charge> charges;
    for (std::uint32_t i = 0; i < 3'000; ++i) {
      charges.push_back(charge(i, 10 + i % 40));
    }
    auto owed = one.charge(charges);
    CAF_REQUIRE(owed);
    CAF_REQUIRE_EQUAL(owed->size(), charges.size());
    auto fits = true;
    for (std::uint32_t i = 0; i < 3'000; ++i) {
      fits = fits && near((*owed)[i], 10 + i % 40);
    }
    CAF_CHECK(fits);
  });
}

CAF_TEST(a wrong password is told without repeating it) {
  auto options = options_for(server, clock);
  options.password = "another";
  redis_limits limits{options};
  auto refused = limits.charge({charge(1, 1)});
  CAF_REQUIRE(!refused);
  CAF_CHECK(refused.failure().code == ec::unavailable);
  CAF_CHECK(refused.failure().detail.find("another") == std::string::npos);
}

CAF_TEST(a server that is gone is tried again after a pause) {
  redis_limits limits{options_for(server, clock)};
  CAF_REQUIRE(limits.charge({charge(1, 1)}));
  server.kill();
  CAF_CHECK(!limits.charge({charge(1, 1)}));
  CAF_CHECK(!limits.charge({charge(1, 1)}));
  server.start();
  CAF_REQUIRE(server.running());
  auto early = limits.charge({charge(1, 1)});
  CAF_REQUIRE(!early);
  CAF_CHECK(early.failure().detail.find("waiting") != std::string::npos);
  *clock.now += 10 * second_ns;
  CAF_CHECK(limits.charge({charge(1, 1)}));
}

CAF_TEST(nobody listens and an event is published all the same) {
  redis_outlet outlet{options_for(server, clock)};
  CAF_CHECK(outlet.publish("{}"));
}

CAF_TEST_FIXTURE_SCOPE_END()
