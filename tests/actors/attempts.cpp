// Goal: how often a voter tried again goes on counting over restarts and
// owners. Method: a node in virtual time, and counts that lie beside its disk.
#define CAF_SUITE attempts
#include "caf/test/unit_test.hpp"

#include <caf/actor_cast.hpp>

#include "storage/memory/memory_attempts.hpp"
#include "storage/memory/memory_contents.hpp"
#include "tests/fixtures/elections.hpp"
#include "tests/fixtures/voting_node.hpp"

using namespace scrutin;
using namespace scrutin::fixtures;
using namespace std::chrono_literals;

namespace {

const selection oui = single_choice{{1}};

election law() {
  auto x = referendum();
  x.opens_at_ms = simulation_begins_ms;
  x.closes_at_ms = simulation_begins_ms + 600'000;
  return x;
}

struct fixture {
  voting_node node{{law()}, 20};
  std::shared_ptr<memory_attempts::contents> counted =
    std::make_shared<memory_attempts::contents>();
  partition_id first{{1}, {1}, 0};

  fixture() {
    node.open_attempts = [this] {
      return std::make_unique<memory_attempts>(counted);
    };
    open_elections(node);
    cast(0, "first");
  }

  simulated_cast cast(std::size_t voter, const std::string& key) {
    auto x = node.cast_ballot(voter, oui, key);
    node.settle();
    return x;
  }

  std::uint32_t attempts_of(std::size_t voter, const std::string& key) {
    return node.attempts(cast(voter, key));
  }

  void restart_validator() {
    node.kill(caf::actor_cast<caf::strong_actor_ptr>(node.validator(first)));
    node.settle();
    node.advance(2s);
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(attempts_tests, fixture)

CAF_TEST(a validator goes on where the one before it was) {
  CAF_CHECK_EQUAL(attempts_of(0, "second"), 1u);
  CAF_CHECK_EQUAL(attempts_of(0, "third"), 2u);
  node.advance(2s);
  restart_validator();
  CAF_CHECK_EQUAL(attempts_of(0, "fourth"), 3u);
  CAF_CHECK_EQUAL(attempts_of(0, "fifth"), 4u);
  // And so does a whole node; another voter has counts of its own.
  node.advance(2s);
  node.crash();
  node.start();
  node.advance(2s);
  CAF_CHECK_EQUAL(attempts_of(0, "sixth"), 5u);
  cast(1, "first");
  CAF_CHECK_EQUAL(attempts_of(1, "second"), 1u);
}

CAF_TEST(what officials are told of attempts is not counted twice) {
  attempts_of(0, "second");
  node.advance(2s);
  restart_validator();
  attempts_of(0, "third");
  node.advance(2s);
  std::uint64_t sum = 0;
  for (const auto& [contest, entries] : node.contents()->reviews) {
    for (const auto& [credential, entry] : entries) {
      sum += entry.attempts;
    }
  }
  CAF_CHECK_EQUAL(sum, 2u);
}

CAF_TEST(without the counts voters are answered all the same) {
  attempts_of(0, "second");
  node.advance(2s);
  counted->away = true;
  restart_validator();
  CAF_CHECK_EQUAL(attempts_of(0, "third"), 1u);
  node.advance(2s);
  counted->away = false;
  CAF_CHECK_EQUAL(attempts_of(0, "fourth"), 2u);
  node.advance(2s);
  // What was counted while they were away is lost to it.
  restart_validator();
  CAF_CHECK_EQUAL(attempts_of(0, "fifth"), 3u);
}

CAF_TEST_FIXTURE_SCOPE_END()
