// Goal: what earlier owners of a partition counted, the next one finds. Method:
// the same questions to the store in memory and to a real Redis server.
#define CAF_SUITE attempts
#include "caf/test/unit_test.hpp"

#include <algorithm>
#include <csignal>
#include <functional>

#include "storage/memory/memory_attempts.hpp"
#include "storage/redis/redis_attempts.hpp"
#include "tests/fixtures/redis_server.hpp"

using namespace scrutin;
using namespace scrutin::fixtures;

namespace {

using counts = std::vector<attempt_count>;

const partition_id here{{7}, {1}, 0};
const partition_id there{{7}, {1}, 1};

counts sorted_of(attempt_store& store, partition_id partition) {
  auto found = store.of(partition);
  CAF_REQUIRE(found);
  auto all = *found;
  std::sort(all.begin(), all.end(), [](const auto& x, const auto& y) {
    return x.credential < y.credential;
  });
  return all;
}

struct fixture {
  redis_server server;

  fixture() { std::signal(SIGPIPE, SIG_IGN); }

  redis_attempts connect() const {
    redis_options options;
    options.address = server.address();
    options.password = server.password();
    options.patience = std::chrono::seconds{10};
    options.steady = [] { return std::int64_t{1}; };
    return redis_attempts{options};
  }

  void on_both(
    const std::function<void(attempt_store&, attempt_store&)>& body) const {
    auto shared = std::make_shared<memory_attempts::contents>();
    memory_attempts one{shared};
    memory_attempts two{shared};
    CAF_MESSAGE("in memory");
    body(one, two);
    CAF_REQUIRE(server.running());
    auto first = connect();
    auto second = connect();
    CAF_MESSAGE("in Redis");
    body(first, second);
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(attempts_tests, fixture)

CAF_TEST(attempts of all who count are added up by partition) {
  on_both([](attempt_store& one, attempt_store& other) {
    CAF_CHECK(sorted_of(one, here).empty());
    constexpr std::uint64_t largest = ~std::uint64_t{0};
    CAF_CHECK(one.add(here, {{5, 1}, {largest, 4'000'000'000}}));
    CAF_CHECK(other.add(here, {{0, 2}, {5, 3}}));
    CAF_CHECK(other.add(there, {{5, 9}}));
    CAF_CHECK(one.add(here, {}));
    auto expected = counts{{0, 2}, {5, 4}, {largest, 4'000'000'000}};
    CAF_CHECK(sorted_of(one, here) == expected);
    CAF_CHECK(sorted_of(other, here) == expected);
    CAF_CHECK(sorted_of(one, there) == (counts{{5, 9}}));
  });
}

CAF_TEST(many voters of one partition may try again) {
  on_both([](attempt_store& one, attempt_store& other) {
    counts many;
    for (std::uint64_t i = 0; i < 50'000; ++i) {
      many.push_back({i, 1});
    }
    CAF_CHECK(one.add(here, many));
    CAF_CHECK(sorted_of(other, here) == many);
  });
}

CAF_TEST(what a stranger wrote is passed over and counts do not stay for ever) {
  CAF_REQUIRE(server.running());
  auto store = connect();
  CAF_CHECK(store.add(here, {{5, 1}}));
  auto key = std::string{"scrutin:attempts:7:1:0"};
  auto days = std::stoi(server.ask({"TTL", key}).out) / 86'400;
  CAF_CHECK(days == 29 || days == 30);
  static_cast<void>(server.ask({"HSET", key, "zz", "4", "07", "many", "", "",
                                "08", "-1", "09", "99999999999"}));
  CAF_CHECK(sorted_of(store, here) == (counts{{5, 1}}));
  static_cast<void>(server.ask({"SET", "scrutin:attempts:7:1:1", "text"}));
  CAF_CHECK(!store.of(there));
  CAF_CHECK(!store.add(there, {{5, 1}}));
}

CAF_TEST(a server that is gone counts nothing and says so) {
  CAF_REQUIRE(server.running());
  auto store = connect();
  CAF_CHECK(store.add(here, {{5, 1}}));
  server.kill();
  CAF_CHECK(!store.add(here, {{5, 1}}));
  CAF_CHECK(!store.of(here));
}

CAF_TEST_FIXTURE_SCOPE_END()
