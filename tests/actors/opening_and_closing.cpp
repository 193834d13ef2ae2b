// The clock triggers, the log decides.

#define CAF_SUITE opening_and_closing
#include "caf/test/unit_test.hpp"

#include "storage/memory/open.hpp"
#include "tests/fixtures/elections.hpp"
#include "tests/fixtures/voting_node.hpp"

using namespace scrutin;
using namespace scrutin::fixtures;
using namespace std::chrono_literals;

namespace {

const selection oui = single_choice{{1}};

election law() {
  auto x = referendum();
  x.opens_at_ms = simulation_begins_ms + 10'000;
  x.closes_at_ms = simulation_begins_ms + 20'000;
  x.grace_s = 5;
  return x;
}

struct fixture {
  voting_node node{{law()}, 10};
  fixture() {
    node.start();
    node.settle();
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(opening_and_closing_tests, fixture)

CAF_TEST(before opening a credential is judged and a ballot refused) {
  auto x = node.cast_ballot(0, oui);
  node.settle();
  CAF_CHECK(node.verdict_of(x) == verdict::not_open);
  CAF_CHECK(node.state({1}) == election_state::announced);
  CAF_CHECK_EQUAL(node.audit().ballots({1}), 0u);
}

CAF_TEST(it opens at its hour and closes after the grace) {
  node.advance(11s);
  CAF_CHECK(node.state({1}) == election_state::open);
  auto x = node.cast_ballot(0, oui);
  node.settle();
  CAF_CHECK(node.verdict_of(x) == verdict::accepted);
  node.advance(10s);
  CAF_CHECK(node.state({1}) == election_state::closing);
  auto late = node.cast_ballot(1, oui);
  node.settle();
  CAF_CHECK(node.verdict_of(late) == verdict::closed);
  node.advance(6s);
  CAF_CHECK(node.state({1}) == election_state::closed);
  auto again = node.repeat(x);
  node.settle();
  CAF_CHECK(node.answer(again) == verdict::accepted);
  CAF_CHECK_EQUAL(node.audit().ballots({1}), 1u);
}

CAF_TEST(a cast received before closing time commits within the grace) {
  node.advance(11s);
  node.advance(8s);
  // Received just before closing, delivered after it.
  auto x = node.cast_ballot(0, oui);
  node.pass(3s);
  node.settle();
  CAF_CHECK(node.verdict_of(x) == verdict::accepted);
}

CAF_TEST(a node that was away for the whole window opens and closes empty) {
  node.crash();
  node.pass(60s);
  node.start();
  node.settle();
  node.advance(1s);
  CAF_CHECK(node.state({1}) == election_state::closed);
  CAF_CHECK(node.audit().violations().empty());
}

CAF_TEST(nothing lies before open or after close whatever the order) {
  node.advance(9s);
  for (std::size_t voter = 0; voter < 10; ++voter) {
    node.cast_ballot(voter, oui, "early");
  }
  node.advance(2s);
  for (std::size_t voter = 0; voter < 10; ++voter) {
    node.cast_ballot(voter, oui, "open");
  }
  node.advance(20s);
  CAF_CHECK(node.audit().violations().empty());
  CAF_CHECK_EQUAL(node.audit().ballots({1}), 10u);
}

CAF_TEST(a roll that changes while the store is away is the one that opens) {
  node.advance(9s);
  node.faults()->away = true;
  node.advance(4s);
  CAF_CHECK(node.state({1}) != election_state::open);
  auto roll = std::move(open_memory(node.contents()).roll);
  auto late = credential_tag::from(std::string(16, 'L'));
  CAF_REQUIRE(roll->add({1}, {1}, {late}));
  node.faults()->away = false;
  node.advance(4s);
  CAF_CHECK(node.state({1}) == election_state::open);
  auto box = node.audit();
  CAF_CHECK(box.violations().empty());
  CAF_CHECK_EQUAL(box.partitions().begin()->second.ledger->voters(), 11u);
}

CAF_TEST(an election without a roll does not open) {
  voting_node deserted{{law()}, 0};
  deserted.start();
  deserted.settle();
  deserted.advance(12s);
  CAF_CHECK(deserted.state({1}) == election_state::announced);
  CAF_CHECK_EQUAL(
    deserted.audit().partitions().begin()->second.ledger->last_sequence(), 0u);
}

namespace {

// The second region opens and closes 10 s after the first one.
election two_zones() {
  auto x = law();
  x.policy = release_policy::at_close;
  x.regions.push_back({{2}, "west", {"Ouest", "West"}});
  x.contests.push_back(x.contests.front());
  x.contests.back().region = {2};
  x.regions[1].window =
    voting_window{simulation_begins_ms + 20'000, simulation_begins_ms + 30'000};
  return x;
}

} // namespace

CAF_TEST(an election without a vote goes by the clock) {
  auto x = single(1);
  x.opens_at_ms = simulation_begins_ms + 10'000;
  x.closes_at_ms = simulation_begins_ms + 20'000;
  x.contests[0].acclaimed = true;
  voting_node held{{x}, 0};
  held.start();
  held.settle();
  CAF_CHECK(held.state({7}) == election_state::announced);
  held.advance(11s);
  CAF_CHECK(held.state({7}) == election_state::open);
  held.advance(10s);
  CAF_CHECK(held.state({7}) == election_state::closed);
}

CAF_TEST(a region closes while another is open and nothing comes out) {
  voting_node held{{two_zones()}, 10};
  held.start();
  held.settle();
  auto said = [&](std::size_t voter) {
    auto x =
      held.cast_ballot(voter, oui, "at " + std::to_string(held.now_ms()));
    held.settle();
    return held.verdict_of(x);
  };
  held.advance(11s);
  CAF_CHECK(held.state({1}) == election_state::open);
  CAF_CHECK(said(0) == verdict::accepted);
  CAF_CHECK(said(10) == verdict::not_open);
  held.advance(10s);
  // The first has closed, the second is open.
  CAF_CHECK(held.state({1}) == election_state::open);
  CAF_CHECK(said(1) == verdict::closed);
  CAF_CHECK(said(10) == verdict::accepted);
  held.advance(6s);
  CAF_CHECK(held.report({{1}, {1}}).closed);
  CAF_CHECK(!held.report({{1}, {1}}).votes_released);
  CAF_CHECK(held.report({{1}, {1}}).count.votes.empty());
  held.crash();
  held.start();
  held.advance(1s);
  CAF_CHECK(said(11) == verdict::accepted);
  CAF_CHECK(!held.report({{1}, {1}}).votes_released);
  held.advance(4s);
  CAF_CHECK(held.state({1}) == election_state::closing);
  CAF_CHECK(said(12) == verdict::closed);
  held.advance(6s);
  CAF_CHECK(held.state({1}) == election_state::closed);
  for (std::uint32_t region : {1U, 2U}) {
    CAF_CHECK(held.report({{1}, {region}}).votes_released);
  }
  CAF_CHECK_EQUAL(held.report({{1}, {2}}).count.ballots, 2u);
  CAF_CHECK(held.audit().violations().empty());
}

CAF_TEST_FIXTURE_SCOPE_END()
