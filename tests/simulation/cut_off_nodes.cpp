// Nodes that are cut off, from each other or from the authority, in virtual
// time: what voters notice of it, and that all are whole again after it.

#define CAF_SUITE cut_off_nodes
#include "caf/test/unit_test.hpp"

#include "tests/fixtures/law_cluster.hpp"

using namespace scrutin;
using namespace scrutin::fixtures;
using namespace std::chrono_literals;

CAF_TEST_FIXTURE_SCOPE(cut_off_nodes_tests, law_cluster)

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

CAF_TEST_FIXTURE_SCOPE_END()
