// Goal: a small election of our own whose rounds were worked by hand, from its
// PrefLib file; ballot_files has the format.
#define CAF_SUITE preflib
#include "caf/test/unit_test.hpp"

#include "tests/fixtures/elections.hpp"
#include "tests/fixtures/preflib.hpp"

using namespace scrutin;
using namespace scrutin::fixtures;

namespace {

using list = std::vector<std::uint64_t>;

constexpr const char* village_file = "tests/fixtures/village.toi";

contest_count village(overvote_rule overvotes) {
  auto held = read_preflib(village_file);
  CAF_REQUIRE(held);
  auto rules = runoff();
  rules.overvotes = overvotes;
  return count_of(ranked(5, rules), held->votes);
}

} // namespace

CAF_TEST(names and ballots of a file are read) {
  auto held = read_preflib(village_file);
  CAF_REQUIRE(held);
  CAF_CHECK_EQUAL(held->title, "Village council");
  CAF_CHECK_EQUAL(held->options.size(), 5u);
  CAF_CHECK_EQUAL(held->options.at(3), "Colline");
  CAF_CHECK_EQUAL(held->votes.total(), 100u);
  CAF_CHECK_EQUAL(held->blank, 1u);
  auto votes_for = [&](const paper& ranks) {
    return held->votes.votes_for(to_canonical(ranking_of(ranks)));
  };
  CAF_CHECK_EQUAL(votes_for({{3}, {2}}), 20u);
  CAF_CHECK_EQUAL(votes_for({{1, 2}, {3}}), 2u);
  CAF_CHECK_EQUAL(votes_for({{}, {4}, {3}}), 2u);
}

CAF_TEST(the village is counted in three rounds) {
  // First preferences: Aube 35, Brise 25 + 5, Colline 20, Dune 6 + 4 + 2;
  // nobody ranks Etoile. 2 overvotes are exhausted, 1 ballot is blank.
  auto x = village(overvote_rule::exhaust);
  CAF_CHECK_EQUAL(x.ballots, 100u);
  CAF_CHECK_EQUAL(x.blank, 1u);
  CAF_CHECK_EQUAL(numbers(x.votes), (list{35, 30, 20, 12, 0}));
  CAF_REQUIRE_EQUAL(x.rounds.size(), 3u);
  // None of 97 has 49. Dune goes: 6 + 2 to Colline, 4 to Aube.
  CAF_CHECK_EQUAL(numbers(x.rounds[0].votes), (list{35, 30, 20, 12}));
  CAF_CHECK_EQUAL(x.rounds[0].exhausted, 2u);
  CAF_CHECK_EQUAL(x.rounds[0].eliminated.at(0).value, 4u);
  CAF_CHECK(x.rounds[0].reason == elimination_reason::fewest_votes);
  CAF_REQUIRE_EQUAL(numbers(x.rounds[0].transfers), (list{4, 8}));
  CAF_CHECK_EQUAL(x.rounds[0].transfers[0].option.value, 1u);
  CAF_CHECK_EQUAL(x.rounds[0].transfers[1].option.value, 3u);
  CAF_CHECK_EQUAL(x.rounds[0].transferred_to_exhausted, 0u);
  // Colline goes: its own 20 to Brise, Dune's 8 nowhere.
  CAF_CHECK_EQUAL(numbers(x.rounds[1].votes), (list{39, 30, 28}));
  CAF_CHECK_EQUAL(x.rounds[1].exhausted, 2u);
  CAF_CHECK_EQUAL(x.rounds[1].eliminated.at(0).value, 3u);
  CAF_REQUIRE_EQUAL(numbers(x.rounds[1].transfers), (list{20}));
  CAF_CHECK_EQUAL(x.rounds[1].transfers[0].option.value, 2u);
  CAF_CHECK_EQUAL(x.rounds[1].transferred_to_exhausted, 8u);
  // 50 of 89: Brise, though Aube led until now.
  CAF_CHECK_EQUAL(numbers(x.rounds[2].votes), (list{39, 50}));
  CAF_CHECK_EQUAL(x.rounds[2].exhausted, 10u);
  CAF_CHECK(x.rounds[2].eliminated.empty());
  CAF_CHECK(x.rounds[2].reason == elimination_reason::none);
  CAF_CHECK_EQUAL(x.winners.at(0).value, 2u);
  CAF_CHECK_EQUAL(x.margin, 11u);
}

CAF_TEST(the village counts its overvoted ballots on where they are skipped) {
  // The 2 overvotes go on to Colline: 22, then 30 against Brise's 30. The tie
  // goes by the round before, 22 against 30: Colline goes, with 10 exhausted.
  auto x = village(overvote_rule::skip);
  CAF_REQUIRE_EQUAL(x.rounds.size(), 3u);
  CAF_CHECK_EQUAL(numbers(x.rounds[0].votes), (list{35, 30, 22, 12}));
  CAF_CHECK_EQUAL(numbers(x.rounds[1].votes), (list{39, 30, 30}));
  CAF_CHECK(x.rounds[1].reason == elimination_reason::tie_previous_round);
  CAF_CHECK_EQUAL(x.rounds[1].eliminated.at(0).value, 3u);
  CAF_CHECK_EQUAL(numbers(x.rounds[2].votes), (list{39, 50}));
  CAF_CHECK_EQUAL(x.rounds[2].exhausted, 10u);
}
