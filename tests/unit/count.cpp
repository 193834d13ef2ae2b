#define CAF_SUITE count
#include "caf/test/unit_test.hpp"

#include <random>

#include "domain/counting/ballot_positions.hpp"
#include "tests/fixtures/elections.hpp"

using namespace scrutin;
using namespace scrutin::fixtures;

CAF_TEST(a contest is counted by the method of its election) {
  tally one;
  one.add(to_canonical(single_choice{{2}}), 3);
  auto x = count_of(single(2), one);
  CAF_CHECK(x.rounds.empty());
  CAF_CHECK_EQUAL(x.winners.at(0).value, 2u);
  auto y = count_of(ranked(2), tally_of({{3, {{2}}}}));
  CAF_CHECK_EQUAL(y.rounds.size(), 1u);
  CAF_CHECK_EQUAL(y.winners.at(0).value, 2u);
}

CAF_TEST(options are found by any id) {
  auto rules = single(500);
  auto& options = rules.contests.front().options;
  std::mt19937 random{1};
  for (auto& option : options) {
    option.id = {static_cast<std::uint32_t>(random()) | 1U};
  }
  options[7].id = {UINT32_MAX - 1};
  ballot_positions positions{terms_of(rules, rules.contests.front()).options};
  for (std::uint16_t i = 0; i < options.size(); ++i) {
    CAF_CHECK(positions.of(options[i].id) == i);
  }
  CAF_CHECK(!positions.of({0}));
  CAF_CHECK(!positions.of({2}));
}

CAF_TEST(many distinct ballots with many options are counted) {
  // Each option is first on as many ballots, and the next one follows it: the
  // last goes first, to option 1, which then stays ahead.
  constexpr std::uint32_t options = 500;
  std::vector<pile> piles;
  for (std::uint32_t first = 1; first <= options; ++first) {
    paper ranks;
    for (std::uint32_t i = 0; i < options; ++i) {
      ranks.push_back({1 + (first - 1 + i) % options});
    }
    piles.push_back({2, ranks});
  }
  auto x = count_of(ranked(options), tally_of(piles));
  CAF_CHECK_EQUAL(x.rounds[0].eliminated.at(0).value, options);
  CAF_CHECK_EQUAL(x.winners.at(0).value, 1u);
  CAF_CHECK_EQUAL(x.rounds.back().exhausted, 0u);
}
