#define CAF_SUITE plurality
#include "caf/test/unit_test.hpp"

#include <rapidcheck.h>

#include "domain/counting/most_votes.hpp"
#include "tests/fixtures/elections.hpp"

using namespace scrutin;
using namespace scrutin::fixtures;

namespace {

tally votes_for(const std::vector<std::uint64_t>& by_option,
                std::uint64_t blank = 0) {
  tally votes;
  std::uint32_t id = 0;
  for (auto count : by_option) {
    votes.add(to_canonical(single_choice{{++id}}), count);
  }
  votes.add(to_canonical(blank_choice{}), blank);
  return votes;
}

contest_count count(const std::vector<std::uint64_t>& by_option,
                    std::uint64_t blank = 0) {
  auto rules = single(static_cast<std::uint32_t>(by_option.size()));
  return count_of(rules, votes_for(by_option, blank));
}

} // namespace

CAF_TEST(most votes win and blank ballots are told apart) {
  auto x = count({3, 9, 4}, 5);
  CAF_CHECK_EQUAL(x.ballots, 21u);
  CAF_CHECK_EQUAL(x.blank, 5u);
  CAF_CHECK_EQUAL(numbers(x.votes), (std::vector<std::uint64_t>{3, 9, 4}));
  CAF_REQUIRE(x.leader());
  CAF_CHECK_EQUAL(x.winners.at(0).value, 2u);
  CAF_CHECK_EQUAL(x.margin, 5u);
  CAF_CHECK(x.rounds.empty());
}

CAF_TEST(a tie for most votes has no leader) {
  auto x = count({3, 9, 9});
  CAF_CHECK(!x.leader());
  CAF_CHECK_EQUAL(x.margin, 0u);
}

CAF_TEST(a tie below the leader changes nothing) {
  auto x = count({9, 4, 4});
  CAF_CHECK_EQUAL(x.winners.at(0).value, 1u);
  CAF_CHECK_EQUAL(x.margin, 5u);
}

CAF_TEST(a runner - up before the leader on the ballot is found) {
  auto x = count({8, 3, 9});
  CAF_CHECK_EQUAL(x.winners.at(0).value, 3u);
  CAF_CHECK_EQUAL(x.margin, 1u);
}

CAF_TEST(nobody leads without votes) {
  CAF_CHECK(!count({0, 0}).leader());
  CAF_CHECK(!count({0, 0}, 7).leader());
  CAF_CHECK_EQUAL(count({0, 0}, 7).ballots, 7u);
}

CAF_TEST(one option alone leads by all its votes) {
  auto x = count({4});
  CAF_CHECK_EQUAL(x.winners.at(0).value, 1u);
  CAF_CHECK_EQUAL(x.margin, 4u);
}

CAF_TEST(options keep the order of the ballot whatever their ids) {
  auto rules = single(2);
  rules.contests.front().options.at(0).id = {4'000'000'000};
  rules.contests.front().options.at(1).id = {2};
  tally votes;
  votes.add(to_canonical(single_choice{{4'000'000'000}}), 2);
  votes.add(to_canonical(single_choice{{2}}), 3);
  auto x = count_of(rules, votes);
  CAF_CHECK_EQUAL(numbers(x.votes), (std::vector<std::uint64_t>{2, 3}));
  CAF_CHECK_EQUAL(x.winners.at(0).value, 2u);
}

CAF_TEST(another ballot for the winner keeps it) {
  CAF_CHECK(rc::check("monotone", [](const std::array<std::uint8_t, 5>& drawn) {
    std::vector<std::uint64_t> by_option(drawn.begin(), drawn.end());
    auto before = count(by_option);
    RC_PRE(before.leader().has_value());
    ++by_option[before.winners.at(0).value - 1];
    auto after = count(by_option);
    RC_ASSERT(after.leader() == before.leader());
    RC_ASSERT(after.margin == before.margin + 1);
  }));
}

CAF_TEST(every ballot is for an option or blank) {
  CAF_CHECK(rc::check("conserved", [](const std::array<std::uint8_t, 4>& drawn,
                                      std::uint8_t blank) {
    auto x = count({drawn.begin(), drawn.end()}, blank);
    auto sum = x.blank;
    for (auto votes : numbers(x.votes)) {
      sum += votes;
    }
    RC_ASSERT(sum == x.ballots);
  }));
}
