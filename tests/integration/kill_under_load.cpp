// Goal: kill -9 at any moment loses nothing acknowledged, counts nothing twice,
// and the node serves again.
// Method: a crowd casts on a law and in a ranked contest; after a random number
// of answers, or while it starts, the server is killed and started again. At
// the end the clients' record is compared with the ballot box.
#define CAF_SUITE kill_under_load
#include "caf/test/unit_test.hpp"

#include <algorithm>
#include <iostream>
#include <random>

#include "tests/fixtures/casting_crowd.hpp"
#include "tests/fixtures/eventually.hpp"

using namespace scrutin;
using namespace scrutin::fixtures;

namespace {

using steady = std::chrono::steady_clock;

constexpr std::size_t kills = 60;
constexpr std::size_t voters = 6'000;
constexpr std::size_t connections = 12;
constexpr std::chrono::seconds serves_again_within{10};

struct fixture {
  std::uint32_t seed = std::random_device{}();
  std::mt19937 random{seed};
  trial_election trial{{law_document(), council_document(5)}, voters};
  cast_ledger record;
  std::chrono::milliseconds slowest_start{0};

  fixture() {
    std::cout << "seed " << seed << std::endl;
    const char* ranks[] = {"[[1],[2]]", "[[2],[1],[3]]", "[[3],[5]]", "[[4]]",
                           "[[5],[4],[3],[2],[1]]"};
    for (std::size_t i = 0; i < voters; ++i) {
      record.add_law_cast(trial, i, i % 3 == 0 ? "non" : "oui");
      record.add_council_cast(trial, i, ranks[i % 5]);
    }
  }

  std::size_t up_to(std::size_t most) {
    return std::uniform_int_distribution<std::size_t>{0, most}(random);
  }

  std::unique_ptr<server_process> start() {
    auto begun = steady::now();
    auto server = trial.start();
    if (!server->wait_ready(serves_again_within)) {
      CAF_FAIL("does not serve again: " << server->log());
    }
    auto took = std::chrono::duration_cast<std::chrono::milliseconds>(
      steady::now() - begun);
    slowest_start = std::max(slowest_start, took);
    return server;
  }

  /// Starts one and kills it some time on its way to being ready.
  void kill_while_starting() {
    auto server = trial.start();
    server->wait_end(std::chrono::milliseconds{up_to(60)});
    server->kill();
  }

  void kill_while_casting() {
    auto server = start();
    casting_crowd crowd{
      record, places_with(record, {cast_fate::unknown, cast_fate::open}),
      server->port(), connections};
    auto wanted = up_to(2 * voters / kills);
    eventually([&] { return crowd.answered() >= wanted; },
               std::chrono::seconds{20});
    server->kill();
    crowd.join();
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(kill_tests, fixture)

CAF_TEST(sixty kills at random moments lose nothing and count nothing twice) {
  std::size_t unknown = 0;
  for (std::size_t i = 0; i < kills; ++i) {
    if (i % 6 == 5) {
      kill_while_starting();
    } else {
      kill_while_casting();
    }
    unknown += record.count(cast_fate::unknown);
  }
  auto accepted = record.count(cast_fate::accepted);
  CAF_CHECK(accepted > 0);
  CAF_CHECK_EQUAL(joined(faults_in_box(trial, record)), "");

  CAF_MESSAGE("what has no answer is repeated, and becomes certain");
  auto server = start();
  casting_crowd crowd{record, places_with(record, {cast_fate::unknown}),
                      server->port(), connections};
  crowd.join();
  CAF_CHECK_EQUAL(record.count(cast_fate::unknown), 0u);
  CAF_CHECK_EQUAL(joined(faults_in_repeats(*server, record)), "");
  CAF_CHECK_EQUAL(server->stop(), 0);
  CAF_CHECK_EQUAL(joined(faults_in_box(trial, record)), "");
  std::cout << kills << " kills, " << accepted << " accepted, " << unknown
            << " times no answer, slowest start " << slowest_start.count()
            << " ms" << std::endl;
}

CAF_TEST_FIXTURE_SCOPE_END()
