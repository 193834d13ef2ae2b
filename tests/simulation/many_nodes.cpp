// Several nodes in virtual time, on an in-memory network: who joins, leaves,
// crashes or is cut off, and what voters notice of it.

#define CAF_SUITE many_nodes
#include "caf/test/unit_test.hpp"

#include <caf/actor_cast.hpp>

#include "tests/fixtures/elections.hpp"
#include "tests/fixtures/voting_cluster.hpp"

using namespace scrutin;
using namespace scrutin::fixtures;
using namespace std::chrono_literals;

namespace {

constexpr std::size_t voters = 240;
const selection oui = single_choice{{1}};
const selection non = single_choice{{2}};

election law() {
  auto x = referendum();
  x.opens_at_ms = simulation_begins_ms;
  x.closes_at_ms = simulation_begins_ms + 600'000;
  x.grace_s = 1;
  x.policy = release_policy::live;
  x.release_step_ballots = 1;
  x.partition_voters = 20; // a dozen partitions
  return x;
}

struct fixture {
  voting_cluster cluster{{law()}, voters, 3};

  // Until all partitions are served and open.
  void start(std::size_t nodes) {
    for (std::size_t i = 0; i < nodes; ++i) {
      cluster.start(i);
    }
    cluster.advance(4s);
  }

  std::vector<simulated_cast> everybody_casts(std::size_t first,
                                              std::size_t last,
                                              std::size_t node) {
    std::vector<std::size_t> who;
    for (auto i = first; i < last; ++i) {
      who.push_back(i);
    }
    return cluster.cast_ballots(node, who, oui);
  }

  std::size_t count(const std::vector<simulated_cast>& sent, verdict what) {
    std::size_t found = 0;
    for (const auto& x : sent) {
      found += cluster.verdict_of(x) == what ? 1 : 0;
    }
    return found;
  }

  // I1, I2, I3 and I5 of what these casts came to, I7 by repeating them.
  void check(const std::vector<simulated_cast>& sent, std::size_t node) {
    auto box = cluster.audit();
    CAF_CHECK(box.violations().empty());
    for (const auto& x : sent) {
      if (cluster.verdict_of(x) != verdict::accepted) {
        continue;
      }
      CAF_CHECK(box.holds(cluster.voters().partition_of(x), x.names.ballot));
      auto again = cluster.repeat(node, x);
      cluster.advance(200ms);
      CAF_CHECK(cluster.answer(again) == verdict::accepted);
    }
    auto after = cluster.audit();
    CAF_CHECK_EQUAL(after.ballots({1}), box.ballots({1}));
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(many_nodes_tests, fixture)

CAF_TEST(one node alone serves everything) {
  start(1);
  CAF_CHECK_EQUAL(cluster.owned_by(0), 12u);
  CAF_CHECK_EQUAL(cluster.map(0).routes.size(), 12u);
  auto sent = everybody_casts(0, voters, 0);
  cluster.settle();
  CAF_CHECK_EQUAL(count(sent, verdict::accepted), voters);
}

CAF_TEST(nodes share partitions out and every node reaches all of them) {
  start(3);
  for (std::size_t i = 0; i < 3; ++i) {
    CAF_CHECK(cluster.owned_by(i) >= 1);
    CAF_CHECK_EQUAL(cluster.map(i).routes.size(), 12u);
    CAF_CHECK(cluster.state(i, {1}) == election_state::open);
  }
  CAF_CHECK_EQUAL(
    cluster.owned_by(0) + cluster.owned_by(1) + cluster.owned_by(2), 12u);
  std::vector<simulated_cast> all;
  for (std::size_t i = 0; i < 3; ++i) {
    auto sent = everybody_casts(i * 80, (i + 1) * 80, i);
    cluster.settle();
    CAF_CHECK_EQUAL(count(sent, verdict::accepted), 80u);
    all.insert(all.end(), sent.begin(), sent.end());
  }
  CAF_CHECK_EQUAL(cluster.audit().ballots({1}), voters);
  // Every node has complete totals.
  cluster.advance(1s);
  for (std::size_t i = 0; i < 3; ++i) {
    CAF_CHECK_EQUAL(cluster.report(i, {{1}, {1}}).ballots, voters);
  }
  // The same voter at another node has voted.
  auto twice = cluster.cast_ballot(2, 0, non, "another");
  cluster.settle();
  CAF_CHECK(cluster.verdict_of(twice) == verdict::already_voted);
}

CAF_TEST_FIXTURE_SCOPE_END()
