// What a voter is answered, by a whole node in virtual time.

#define CAF_SUITE casting
#include "caf/test/unit_test.hpp"

#include <caf/scoped_actor.hpp>

#include "tests/fixtures/elections.hpp"
#include "tests/fixtures/voting_node.hpp"

using namespace scrutin;
using namespace scrutin::fixtures;
using namespace std::chrono_literals;

namespace {

constexpr std::int64_t minute_ms = 60'000;
const selection oui = single_choice{{1}};
const selection non = single_choice{{2}};

election law() {
  auto x = referendum();
  x.opens_at_ms = simulation_begins_ms;
  x.closes_at_ms = simulation_begins_ms + 10 * minute_ms;
  return x;
}

struct fixture {
  voting_node node{{law()}, 20};
  fixture() { open_elections(node); }

  verdict cast_and_settle(std::size_t voter, const selection& choice,
                          const std::string& key = "key") {
    auto x = node.cast_ballot(voter, choice, key);
    node.settle();
    return node.verdict_of(x).value_or(verdict::outcome_unknown);
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(casting_tests, fixture)

CAF_TEST(a ballot is accepted once it is in the box) {
  auto x = node.cast_ballot(0, oui);
  node.settle();
  CAF_CHECK(node.verdict_of(x) == verdict::accepted);
  CAF_CHECK(node.audit().holds(node.partition_of(x), x.names.ballot));
  CAF_CHECK_EQUAL(node.audit().ballots({1}), 1u);
}

CAF_TEST(a second cast of a credential is refused and counted as an attempt) {
  CAF_CHECK(cast_and_settle(0, oui) == verdict::accepted);
  auto second = node.cast_ballot(0, non, "another");
  node.settle();
  CAF_CHECK(node.verdict_of(second) == verdict::already_voted);
  CAF_CHECK_EQUAL(node.attempts(second), 1u);
  auto third = node.cast_ballot(0, non, "third");
  node.settle();
  CAF_CHECK_EQUAL(node.attempts(third), 2u);
  CAF_CHECK_EQUAL(node.audit().ballots({1}), 1u);
}

CAF_TEST(a repeat with the same retry key gets the first answer) {
  auto first = node.cast_ballot(0, oui);
  node.settle();
  auto again = node.repeat(first);
  node.settle();
  CAF_CHECK(node.answer(again) == verdict::accepted);
  CAF_CHECK(cast_and_settle(0, non) == verdict::already_voted);
  CAF_CHECK_EQUAL(node.audit().ballots({1}), 1u);
}

CAF_TEST(of a thousand casts of one credential at once one is counted) {
  std::vector<std::size_t> same(1000, 0);
  auto sent = node.cast_ballots(same, oui, "mine");
  auto rivals = node.cast_ballots(same, non, "theirs");
  node.settle();
  std::size_t accepted = 0;
  std::size_t refused = 0;
  for (const auto& x : sent) {
    accepted += node.verdict_of(x) == verdict::accepted ? 1 : 0;
  }
  for (const auto& x : rivals) {
    refused += node.verdict_of(x) == verdict::already_voted ? 1 : 0;
  }
  CAF_CHECK_EQUAL(accepted, 1000u);
  CAF_CHECK_EQUAL(refused, 1000u);
  CAF_CHECK_EQUAL(node.audit().ballots({1}), 1u);
}

CAF_TEST(a cast in flight makes its duplicates wait for the commit) {
  auto first = node.cast_ballot(0, oui, "first");
  auto second = node.cast_ballot(0, oui, "second");
  node.settle();
  CAF_CHECK(node.verdict_of(first) == verdict::accepted);
  CAF_CHECK(node.verdict_of(second) == verdict::already_voted);
}

CAF_TEST(
  an unknown credential and a selection that does not stand are refused) {
  auto stranger = node.cast_ballot(0, oui);
  node.settle();
  CAF_CHECK(node.verdict_of(stranger) == verdict::accepted);
  CAF_CHECK(cast_and_settle(1, single_choice{{9}})
            == verdict::invalid_selection);
  CAF_CHECK(cast_and_settle(1, oui) == verdict::accepted);
}

CAF_TEST(past the limit casts are refused before anything is handed on) {
  node.crash();
  node.in_flight_max = 5;
  open_elections(node);
  std::vector<std::size_t> everyone;
  for (std::size_t i = 0; i < 20; ++i) {
    everyone.push_back(i);
  }
  auto sent = node.cast_ballots(everyone, oui);
  node.settle();
  std::size_t accepted = 0;
  std::size_t unavailable = 0;
  for (const auto& x : sent) {
    accepted += node.verdict_of(x) == verdict::accepted ? 1 : 0;
    unavailable += node.verdict_of(x) == verdict::unavailable ? 1 : 0;
  }
  CAF_CHECK_EQUAL(accepted, 5u);
  CAF_CHECK_EQUAL(unavailable, 15u);
  CAF_CHECK_EQUAL(node.audit().ballots({1}), 5u);
}

CAF_TEST(a full disk refuses before acceptance and resumes when there is room) {
  CAF_CHECK(cast_and_settle(0, oui) == verdict::accepted);
  node.faults()->full = true;
  auto refused = node.cast_ballot(1, oui);
  node.settle();
  CAF_CHECK(node.verdict_of(refused) == verdict::unavailable);
  CAF_CHECK(cast_and_settle(2, oui) == verdict::unavailable);
  CAF_CHECK(cast_and_settle(0, oui, "other") == verdict::already_voted);
  node.faults()->full = false;
  node.advance(3s);
  CAF_CHECK(cast_and_settle(1, oui) == verdict::accepted);
  CAF_CHECK(cast_and_settle(2, oui) == verdict::accepted);
  CAF_CHECK_EQUAL(node.audit().ballots({1}), 3u);
  CAF_CHECK(node.audit().violations().empty());
}

CAF_TEST(a sync that fails ends the node without an answer) {
  node.faults()->next_append = append_fault::failed_written;
  auto x = node.cast_ballot(0, oui);
  node.settle();
  CAF_CHECK(!node.verdict_of(x));
  CAF_CHECK(node.ended());
  node.crash();
  open_elections(node);
  auto again = node.repeat(x);
  node.settle();
  CAF_CHECK(node.answer(again) == verdict::accepted);
  CAF_CHECK_EQUAL(node.audit().ballots({1}), 1u);
}

CAF_TEST(a receipt tells whether a ballot is in the box) {
  auto x = node.cast_ballot(0, oui);
  node.settle();
  auto validator = node.validator(node.partition_of(x));
  caf::scoped_actor self{node.system(), true};
  auto ask = [&](const ballot_id& id) {
    self->send(validator, receipt_query{1, node.partition_of(x), id});
    node.settle();
    auto state = receipt_state::unavailable;
    self->receive([&](const receipt_answer& answer) { state = answer.state; });
    return state;
  };
  CAF_CHECK(ask(x.names.ballot) == receipt_state::in_box);
  CAF_CHECK(ask(ballot_id{}) == receipt_state::not_in_box);
}

CAF_TEST_FIXTURE_SCOPE_END()
