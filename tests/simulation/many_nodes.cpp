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

  std::vector<simulated_cast>
  everybody_casts(std::size_t first, std::size_t last, std::size_t node) {
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

CAF_TEST(a node that joins is seen and takes its share while people vote) {
  start(2);
  auto before = everybody_casts(0, 60, 0);
  cluster.start(2);
  cluster.advance(2s);
  CAF_CHECK_EQUAL(cluster.map(2).routes.size(), 12u);
  std::vector<simulated_cast> all = before;
  for (std::size_t i = 60; i < 180; ++i) {
    all.push_back(cluster.cast_ballot(i % 2, i, oui));
    cluster.advance(50ms);
  }
  CAF_CHECK(cluster.owned_by(2) >= 1);
  CAF_CHECK_EQUAL(
    cluster.owned_by(0) + cluster.owned_by(1) + cluster.owned_by(2), 12u);
  CAF_CHECK_EQUAL(count(all, verdict::accepted), all.size());
  check(all, 2);
}

CAF_TEST(a draining node hands everything over and refuses nobody) {
  start(3);
  auto had = cluster.owned_by(1);
  CAF_CHECK(had >= 1);
  cluster.set_draining(1, true);
  std::vector<simulated_cast> all;
  for (std::size_t i = 0; i < 80; ++i) {
    // Through the node that drains as well: its edge serves on.
    all.push_back(cluster.cast_ballot(i % 3, i, oui));
    cluster.advance(50ms);
  }
  CAF_CHECK_EQUAL(cluster.owned_by(1), 0u);
  CAF_CHECK_EQUAL(cluster.owned_by(0) + cluster.owned_by(2), 12u);
  CAF_CHECK_EQUAL(count(all, verdict::accepted), all.size());
  check(all, 1);
  cluster.set_draining(1, false);
  cluster.advance(3s);
  CAF_CHECK_EQUAL(cluster.owned_by(1), had);
}

CAF_TEST(a node hands on no more than the others have room to take in) {
  start(2);
  auto had = cluster.owned_by(1);
  CAF_REQUIRE(had > placement_policy{}.moves_max);
  cluster.freeze(0, true);
  cluster.set_draining(1, true);
  cluster.advance(1s);
  auto left = had - placement_policy{}.moves_max;
  CAF_CHECK_EQUAL(cluster.owned_by(1), left);
  cluster.advance(500ms);
  CAF_CHECK_EQUAL(cluster.owned_by(1), left);
  // What arrives makes room at once.
  cluster.freeze(0, false);
  cluster.advance(500ms);
  CAF_CHECK_EQUAL(cluster.owned_by(1), 0u);
  CAF_CHECK_EQUAL(cluster.owned_by(0), 12u);
}

CAF_TEST(the last node that is left keeps its partitions although it drains) {
  start(1);
  cluster.set_draining(0, true);
  cluster.advance(5s);
  CAF_CHECK_EQUAL(cluster.owned_by(0), 12u);
  auto x = cluster.cast_ballot(0, 0, oui);
  cluster.settle();
  CAF_CHECK(cluster.verdict_of(x) == verdict::accepted);
}

CAF_TEST(partitions of a node that crashed are taken over after its lease) {
  start(3);
  auto first = everybody_casts(0, 100, 0);
  cluster.settle();
  CAF_CHECK_EQUAL(count(first, verdict::accepted), 100u);
  auto second = everybody_casts(100, 200, 2);
  cluster.crash(1);
  cluster.settle();
  // Its own lease is over before anybody takes what it had.
  cluster.advance(2s);
  CAF_CHECK(cluster.owned_by(1) >= 1);
  cluster.advance(3s);
  CAF_CHECK_EQUAL(cluster.owned_by(1), 0u);
  auto third = everybody_casts(200, voters, 0);
  cluster.advance(1s);
  CAF_CHECK_EQUAL(count(third, verdict::accepted), third.size());
  // Those on their way: counted, or certainly not.
  for (const auto& x : second) {
    auto answer = cluster.verdict_of(x);
    CAF_CHECK(answer == verdict::accepted || answer == verdict::unavailable);
  }
  check(first, 2);
  check(second, 2);
}

CAF_TEST(a node that crashed comes back and takes its share again) {
  start(3);
  auto had = cluster.owned_by(1);
  auto first = everybody_casts(0, 50, 0);
  cluster.settle();
  cluster.crash(1);
  cluster.advance(5s);
  cluster.start(1);
  cluster.advance(4s);
  CAF_CHECK_EQUAL(cluster.owned_by(1), had);
  auto second = everybody_casts(50, 100, 1);
  cluster.settle();
  CAF_CHECK_EQUAL(count(second, verdict::accepted), 50u);
  check(first, 1);
}

CAF_TEST(a node that is started again within its lease keeps its share) {
  start(3);
  auto had = cluster.owned_by(1);
  cluster.crash(1);
  cluster.start(1);
  cluster.advance(4s);
  CAF_CHECK_EQUAL(cluster.owned_by(1), had);
  auto sent = everybody_casts(0, 100, 0);
  cluster.settle();
  CAF_CHECK_EQUAL(count(sent, verdict::accepted), 100u);
}

CAF_TEST(an owner that was stopped and goes on is fenced and steps down) {
  start(3);
  std::vector<partition_id> had;
  for (auto partition : cluster.partitions()) {
    if (cluster.owner_of(partition) == "b") {
      had.push_back(partition);
    }
  }
  CAF_REQUIRE(!had.empty());
  // Casts that it has before it stops, and that it will commit after.
  auto early = everybody_casts(0, 60, 1);
  cluster.freeze(1, true);
  cluster.advance(6s);
  for (auto partition : had) {
    CAF_CHECK(cluster.owner_of(partition) != "b");
  }
  auto meanwhile = everybody_casts(60, 120, 0);
  cluster.settle();
  CAF_CHECK_EQUAL(count(meanwhile, verdict::accepted), 60u);
  cluster.freeze(1, false);
  cluster.settle();
  cluster.advance(8s);
  auto late = everybody_casts(120, 180, 1);
  cluster.advance(1s);
  CAF_CHECK_EQUAL(count(late, verdict::accepted), 60u);
  for (const auto& x : early) {
    CAF_CHECK(cluster.verdict_of(x).has_value());
  }
  check(early, 0);
  check(meanwhile, 1);
  check(late, 2);
}

CAF_TEST(a frame of an owner that was followed is fenced and its casts count) {
  start(3);
  // Judged by the validators of b, and on the way to its ballot box.
  auto early = everybody_casts(0, 100, 1);
  auto box = caf::actor_cast<caf::strong_actor_ptr>(cluster.handles(1).box);
  cluster.run_without(1, box);
  cluster.freeze(1, true);
  cluster.advance(6s);
  CAF_CHECK_EQUAL(cluster.owned_by(1), 0u);
  auto meanwhile = everybody_casts(100, voters, 0);
  cluster.settle();
  CAF_CHECK_EQUAL(count(meanwhile, verdict::accepted), meanwhile.size());
  auto before = cluster.audit().ballots({1});
  cluster.freeze(1, false);
  cluster.settle();
  cluster.advance(8s);
  CAF_CHECK(cluster.audit().ballots({1}) >= before);
  for (const auto& x : early) {
    CAF_CHECK(cluster.verdict_of(x).has_value());
    CAF_CHECK(cluster.verdict_of(x) != verdict::already_voted);
  }
  check(early, 0);
  check(meanwhile, 1);
}

CAF_TEST(a cut between two nodes is healed and costs no ballot) {
  start(3);
  auto first = everybody_casts(0, 60, 0);
  cluster.network().cut("a", "b");
  cluster.network().let_through("a", "b", false);
  cluster.network().let_through("b", "a", false);
  cluster.advance(3s);
  CAF_CHECK(cluster.map(0).routes.size() < 12);
  // The third node reaches both.
  auto second = everybody_casts(60, 120, 2);
  cluster.settle();
  CAF_CHECK_EQUAL(count(second, verdict::accepted), 60u);
  cluster.network().heal();
  cluster.advance(8s);
  CAF_CHECK_EQUAL(cluster.map(0).routes.size(), 12u);
  CAF_CHECK_EQUAL(cluster.map(1).routes.size(), 12u);
  auto third = everybody_casts(120, 180, 0);
  cluster.settle();
  CAF_CHECK_EQUAL(count(third, verdict::accepted), 60u);
  check(first, 1);
  check(second, 0);
}

CAF_TEST(a way that is cut in one direction is noticed and healed) {
  start(3);
  cluster.network().let_through("a", "b", false);
  auto during = everybody_casts(0, 100, 0);
  cluster.advance(4s);
  CAF_CHECK(cluster.map(0).routes.size() < 12);
  cluster.network().heal();
  cluster.advance(9s);
  CAF_CHECK_EQUAL(cluster.map(0).routes.size(), 12u);
  CAF_CHECK_EQUAL(cluster.map(1).routes.size(), 12u);
  for (const auto& x : during) {
    CAF_CHECK(cluster.verdict_of(x) == verdict::accepted
              || cluster.verdict_of(x) == verdict::unavailable);
  }
  check(during, 2);
}

CAF_TEST(a cast whose answer was lost on the way gets it after the cut) {
  start(2);
  std::size_t voter = 0;
  while (cluster.owner_of(cluster.voters().partition_of(
           cluster.cast_ballot(0, voter, oui, "probe")))
         != "b") {
    ++voter;
    cluster.settle();
  }
  cluster.settle();
  ++voter;
  // Casts reach b, answers do not reach a.
  cluster.network().let_through("b", "a", false);
  auto sent = everybody_casts(voter, 200, 0);
  cluster.settle();
  auto unanswered = count(sent, verdict::accepted);
  CAF_CHECK(unanswered < sent.size());
  CAF_CHECK(cluster.audit().ballots({1}) > unanswered);
  cluster.network().cut("a", "b");
  cluster.network().heal();
  cluster.advance(6s);
  CAF_CHECK_EQUAL(count(sent, verdict::accepted), sent.size());
  check(sent, 1);
}

CAF_TEST(a node that cannot reach the authority answers for nothing) {
  start(2);
  cluster.set_authority_away(1, true);
  cluster.advance(6s);
  CAF_CHECK_EQUAL(cluster.owned_by(1), 0u);
  auto sent = everybody_casts(0, 100, 1);
  cluster.advance(1s);
  CAF_CHECK_EQUAL(count(sent, verdict::accepted), 100u);
  cluster.set_authority_away(1, false);
  cluster.advance(4s);
  CAF_CHECK(cluster.owned_by(1) >= 1);
  check(sent, 0);
}

CAF_TEST(when the authority is away for all nobody serves and all resume) {
  start(2);
  auto share = cluster.owned_by(0);
  cluster.set_authority_away(0, true);
  cluster.set_authority_away(1, true);
  cluster.advance(4s);
  auto sent = everybody_casts(0, 50, 0);
  cluster.advance(3s);
  CAF_CHECK_EQUAL(count(sent, verdict::unavailable), 50u);
  CAF_CHECK_EQUAL(cluster.audit().ballots({1}), 0u);
  cluster.set_authority_away(0, false);
  cluster.set_authority_away(1, false);
  cluster.advance(3s);
  CAF_CHECK_EQUAL(cluster.owned_by(0), share);
  auto later = everybody_casts(50, 100, 0);
  cluster.settle();
  CAF_CHECK_EQUAL(count(later, verdict::accepted), 50u);
}

CAF_TEST(a node of a format that is no neighbour is refused) {
  cluster.protocols[1] = protocol_version + 2;
  start(2);
  CAF_CHECK(cluster.map(0).routes.size() < 12);
  CAF_CHECK_EQUAL(cluster.map(0).routes.size(), cluster.owned_by(0));
  CAF_CHECK_EQUAL(cluster.map(1).routes.size(), cluster.owned_by(1));
}

CAF_TEST(peers that failed are followed by others) {
  start(2);
  cluster.kill(
    caf::actor_cast<caf::strong_actor_ptr>(cluster.handles(0).peers));
  cluster.kill(
    caf::actor_cast<caf::strong_actor_ptr>(cluster.handles(1).peers));
  cluster.settle();
  cluster.advance(6s);
  CAF_CHECK_EQUAL(cluster.map(0).routes.size(), 12u);
  CAF_CHECK_EQUAL(cluster.map(1).routes.size(), 12u);
  auto sent = everybody_casts(0, 100, 0);
  cluster.settle();
  CAF_CHECK_EQUAL(count(sent, verdict::accepted), 100u);
}

CAF_TEST(
  each node does what its roles say and what is missing comes from others) {
  cluster.roles[0] = {true, false, false};
  cluster.roles[1] = {false, true, true};
  cluster.roles[2] = {false, true, false};
  start(3);
  auto edge = cluster.handles(0);
  CAF_CHECK(!edge.box);
  CAF_CHECK(!edge.review);
  CAF_CHECK(!edge.results);
  CAF_CHECK(cluster.handles(1).ingestion.empty());
  CAF_CHECK(!cluster.handles(2).results);
  CAF_CHECK_EQUAL(cluster.owned_by(0), 0u);
  CAF_CHECK_EQUAL(cluster.owned_by(1) + cluster.owned_by(2), 12u);
  CAF_CHECK(cluster.map(0).review);
  auto sent = everybody_casts(0, 100, 0);
  cluster.advance(1s);
  CAF_CHECK_EQUAL(count(sent, verdict::accepted), 100u);
  for (std::size_t i = 0; i < 3; ++i) {
    CAF_CHECK_EQUAL(cluster.report(i, {{1}, {1}}).ballots, 100u);
  }
  check(sent, 0);
}

CAF_TEST(an edge without results goes on with those of whoever is left) {
  cluster.roles[0] = {true, true, false};
  start(3);
  cluster.crash(1);
  cluster.advance(8s);
  auto sent = everybody_casts(0, 60, 0);
  cluster.advance(1s);
  CAF_CHECK_EQUAL(count(sent, verdict::accepted), 60u);
  CAF_CHECK_EQUAL(cluster.report(0, {{1}, {1}}).ballots, 60u);
  cluster.crash(2);
  cluster.advance(8s);
  CAF_CHECK(!cluster.map(0).results);
  auto alone = everybody_casts(60, 90, 0);
  cluster.advance(1s);
  CAF_CHECK_EQUAL(count(alone, verdict::accepted), 30u);
  // What was seen last stays.
  CAF_CHECK_EQUAL(cluster.report(0, {{1}, {1}}).ballots, 60u);
  cluster.start(2);
  cluster.advance(4s);
  CAF_CHECK_EQUAL(cluster.report(0, {{1}, {1}}).ballots, 90u);
}

CAF_TEST(totals that are not whole come out late and never before) {
  start(3);
  auto sent = everybody_casts(0, 100, 0);
  cluster.settle();
  CAF_CHECK_EQUAL(count(sent, verdict::accepted), 100u);
  cluster.crash(0);
  cluster.advance(5s);
  // What c serves is out of the new node's reach, and nobody else's.
  cluster.network().let_through("a", "c", false);
  cluster.network().let_through("c", "a", false);
  cluster.roles[0] = {true, false, true};
  cluster.forget_reports(0);
  cluster.start(0);
  cluster.advance(4s);
  CAF_CHECK_EQUAL(cluster.report(0, {{1}, {1}}).partitions, 0u);
  cluster.advance(2s);
  const auto& late = cluster.report(0, {{1}, {1}});
  CAF_CHECK_EQUAL(late.partitions, 12u);
  CAF_CHECK(late.partitions_reporting > 0u);
  CAF_CHECK(late.partitions_reporting < 12u);
  cluster.network().heal();
  cluster.advance(8s);
  CAF_CHECK_EQUAL(cluster.report(0, {{1}, {1}}).partitions_reporting, 12u);
}

CAF_TEST_FIXTURE_SCOPE_END()
