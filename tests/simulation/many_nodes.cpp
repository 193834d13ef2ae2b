// Several nodes in virtual time, on an in-memory network: who joins, leaves or
// crashes, and what voters notice of it.

#define CAF_SUITE many_nodes
#include "caf/test/unit_test.hpp"

#include <caf/actor_cast.hpp>

#include "tests/fixtures/law_cluster.hpp"

using namespace scrutin;
using namespace scrutin::fixtures;
using namespace std::chrono_literals;

CAF_TEST_FIXTURE_SCOPE(many_nodes_tests, law_cluster)

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
    CAF_CHECK_EQUAL(cluster.report(i, {{1}, {1}}).count.ballots, voters);
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

CAF_TEST(a node that ends is followed before the others heartbeat again) {
  start(3);
  CAF_REQUIRE(cluster.owned_by(1) >= 1);
  auto sent = everybody_casts(0, 60, 0);
  cluster.advance(100ms);
  // As its process does when it is told to end.
  auto leaving = cluster.handles(1).membership;
  for (int i = 0; i < 3; ++i) {
    caf::anon_send(leaving, leave_cluster{});
    cluster.advance(100ms);
  }
  CAF_CHECK_EQUAL(cluster.owned_by(1), 0u);
  CAF_CHECK_EQUAL(cluster.map(0).routes.size(), 12u);
  auto more = everybody_casts(60, 120, 2);
  sent.insert(sent.end(), more.begin(), more.end());
  cluster.settle();
  CAF_CHECK_EQUAL(count(sent, verdict::accepted), sent.size());
  check(sent, 1);
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

CAF_TEST(
  partitions of a node that lost its power are followed after its lease) {
  start(3);
  cluster.network().refuses = false;
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
  check_after_crash(first, second);
}

CAF_TEST(a node whose host says that it has ended is followed at once) {
  start(3);
  auto first = everybody_casts(0, 100, 0);
  cluster.settle();
  auto second = everybody_casts(100, 200, 2);
  cluster.crash(1);
  cluster.advance(500ms);
  CAF_CHECK_EQUAL(cluster.owned_by(1), 0u);
  CAF_CHECK_EQUAL(cluster.map(0).routes.size(), 12u);
  check_after_crash(first, second);
  // Nothing moves once more when its lease is over.
  auto map = cluster.map(0).version;
  cluster.advance(5s);
  CAF_CHECK_EQUAL(cluster.map(0).version, map);
}

CAF_TEST(a connection that broke between two live nodes moves nothing) {
  start(3);
  auto before = cluster.owners();
  cluster.network().cut("a", "b");
  for (int i = 0; i < 20; ++i) {
    cluster.advance(250ms);
    CAF_CHECK(cluster.owners() == before);
  }
  CAF_CHECK_EQUAL(cluster.map(0).routes.size(), 12u);
}

CAF_TEST(a node that was wrongly taken for ended has its share again) {
  start(3);
  auto before = cluster.owners();
  auto had = cluster.owned_by(1);
  auto first = everybody_casts(0, 60, 1);
  cluster.tell_ended(0, 1);
  cluster.advance(300ms);
  CAF_CHECK(cluster.owned_by(1) < had);
  auto second = everybody_casts(60, 180, 1);
  cluster.advance(5s);
  CAF_CHECK(cluster.owners() == before);
  CAF_CHECK_EQUAL(count(first, verdict::accepted), 60u);
  CAF_CHECK_EQUAL(count(second, verdict::accepted), 120u);
  check(first, 2);
  check(second, 0);
}

CAF_TEST(an owner that was followed unawares tells nobody that voting ended) {
  start(3);
  auto until_close = std::chrono::milliseconds{600'000};
  cluster.advance(until_close - 4s - 300ms);
  // It hears of nothing: neither of who took its partitions, nor when.
  cluster.set_authority_away(1, true);
  for (const auto* other : {"a", "c"}) {
    cluster.network().let_through("b", other, false);
    cluster.network().let_through(other, "b", false);
  }
  auto before = cluster.owners();
  cluster.tell_ended(0, 1);
  cluster.advance(200ms);
  auto cast = everybody_casts(0, voters, 0);
  cluster.advance(50ms);
  cluster.advance(100ms);
  CAF_REQUIRE(cluster.now_ms() >= law().closes_at_ms);
  auto after = cluster.owners();
  std::size_t followed = 0;
  std::size_t told = 0;
  for (const auto& x : cast) {
    auto place = cluster.voters().partition_of(x);
    if (before[place] != "b") {
      continue;
    }
    auto repeated = cluster.repeat(1, x);
    cluster.settle();
    if (after[place] == "a") {
      CAF_CHECK(cluster.verdict_of(x) == verdict::accepted);
      CAF_CHECK(cluster.answer(repeated) != verdict::closed);
      ++followed;
    } else if (cluster.verdict_of(x) != verdict::accepted) {
      CAF_CHECK(cluster.answer(repeated) == verdict::closed);
      ++told;
    }
  }
  CAF_CHECK(followed > 0);
  CAF_MESSAGE(followed << " followed, " << told << " told that voting ended");
}

CAF_TEST(who takes over begins with a snapshot where it fits the log) {
  start(2);
  std::vector<simulated_cast> first;
  for (std::size_t i = 0; i < 200; i += 10) {
    auto some = everybody_casts(i, i + 10, 0);
    cluster.settle();
    first.insert(first.end(), some.begin(), some.end());
  }
  std::vector<partition_id> had;
  for (const auto& [partition, owner] : cluster.owners()) {
    if (owner == "b") {
      had.push_back(partition);
    }
  }
  CAF_REQUIRE(had.size() >= 4u);
  cluster.lose_spent_tag(had[3]);
  {
    auto& kept = cluster.snapshots->kept;
    CAF_REQUIRE(kept.count(had[0]) && kept.count(had[1]) && kept.count(had[2]));
    // One that somebody changed, one of another partition's ballots.
    kept[had[1]].sealed.front() ^= 1;
    kept[had[2]].sealed = kept[had[0]].sealed;
  }
  cluster.crash(1);
  cluster.advance(6s);
  CAF_CHECK(cluster.frames(had[0]) > 3u);
  CAF_CHECK(cluster.frames_read(had[0]) <= 2u);
  for (const auto& refused : {had[1], had[2], had[3]}) {
    CAF_CHECK_EQUAL(cluster.frames_read(refused), cluster.frames(refused));
  }
  check(first, 0);
  auto rest = everybody_casts(200, voters, 0);
  cluster.advance(1s);
  CAF_CHECK_EQUAL(count(rest, verdict::accepted), rest.size());
}

CAF_TEST(a snapshot of a log that was taken back is not used) {
  start(2);
  auto sent = everybody_casts(0, 150, 0);
  cluster.settle();
  // As after a restored backup: the frame that it names is another by now.
  for (auto& [partition, x] : cluster.snapshots->kept) {
    x.after.tag.front() ^= 1;
  }
  auto before = cluster.owners();
  cluster.crash(1);
  cluster.advance(6s);
  for (const auto& [partition, owner] : before) {
    if (owner == "b") {
      CAF_CHECK_EQUAL(cluster.frames_read(partition),
                      cluster.frames(partition));
    }
  }
  check(sent, 0);
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
  auto box =
    caf::actor_cast<caf::strong_actor_ptr>(cluster.handles(1).boxes[0]);
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
  CAF_CHECK(edge.boxes.empty());
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
    CAF_CHECK_EQUAL(cluster.report(i, {{1}, {1}}).count.ballots, 100u);
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
  CAF_CHECK_EQUAL(cluster.report(0, {{1}, {1}}).count.ballots, 60u);
  cluster.crash(2);
  cluster.advance(8s);
  CAF_CHECK(!cluster.map(0).results);
  auto alone = everybody_casts(60, 90, 0);
  cluster.advance(1s);
  CAF_CHECK_EQUAL(count(alone, verdict::accepted), 30u);
  // What was seen last stays.
  CAF_CHECK_EQUAL(cluster.report(0, {{1}, {1}}).count.ballots, 60u);
  cluster.start(2);
  cluster.advance(4s);
  CAF_CHECK_EQUAL(cluster.report(0, {{1}, {1}}).count.ballots, 90u);
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
