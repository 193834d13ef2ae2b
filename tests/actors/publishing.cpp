// What results let out, and when.

#define CAF_SUITE publishing
#include "caf/test/unit_test.hpp"

#include <caf/actor_cast.hpp>
#include <caf/binary_serializer.hpp>

#include "tests/fixtures/elections.hpp"
#include "tests/fixtures/voting_node.hpp"

using namespace scrutin;
using namespace scrutin::fixtures;
using namespace std::chrono_literals;

namespace {

election law(release_policy policy, std::uint32_t step) {
  auto x = referendum();
  x.opens_at_ms = simulation_begins_ms;
  x.closes_at_ms = simulation_begins_ms + 60'000;
  x.grace_s = 1;
  x.policy = policy;
  x.release_step_ballots = step;
  return x;
}

void cast_one_by_one(voting_node& node, std::size_t first, std::size_t last) {
  for (auto voter = first; voter < last; ++voter) {
    node.cast_ballot(voter, single_choice{{voter % 3 == 0 ? 2u : 1u}});
    node.settle();
  }
}

const contest_id national{{1}, {1}};

/// A contest of many options, which one ballot ranks all.
contest_count count_of_many(counting_method method, std::uint32_t options) {
  auto rules = default_rules(method);
  rules.stop = stop_rule::two_remain;
  rules.ties = tie_rule::ballot_order;
  auto x = ranked(options, rules);
  x.method = method;
  x.opens_at_ms = simulation_begins_ms;
  x.closes_at_ms = simulation_begins_ms + 60'000;
  x.policy = release_policy::live;
  x.release_step_ballots = 1;
  ranking everybody;
  for (std::uint32_t id = 1; id <= options; ++id) {
    everybody.ranks.push_back({option_id{id}});
  }
  voting_node node{{x}, 3};
  open_elections(node);
  node.cast_ballot(0, everybody);
  node.settle();
  node.advance(1s);
  return node.report({x.id, {1}}).count;
}

} // namespace

CAF_TEST(pairs of more options than fit a message are not published) {
  auto fits = count_of_many(counting_method::schulze, 100);
  CAF_CHECK_EQUAL(fits.pairs.options, 100u);
  CAF_CHECK_EQUAL(fits.pairs.over(0, 99), 1u);
  auto many = count_of_many(counting_method::schulze, 101);
  CAF_CHECK_EQUAL(many.pairs.options, 0u);
  CAF_CHECK(many.pairs.ballots.empty());
  CAF_REQUIRE_EQUAL(many.winners.size(), 1u);
  CAF_CHECK_EQUAL(many.winners.front().value, 1u);
}

CAF_TEST(rounds that do not fit a message are not published and the result is) {
  auto fits = count_of_many(counting_method::instant_runoff, 100);
  CAF_CHECK_EQUAL(fits.rounds.size(), 99u);
  auto many = count_of_many(counting_method::instant_runoff, 400);
  CAF_CHECK(many.rounds.empty());
  CAF_CHECK_EQUAL(many.votes.size(), 400u);
  CAF_REQUIRE_EQUAL(many.winners.size(), 1u);
  CAF_CHECK_EQUAL(many.winners.front().value, 1u);
}

CAF_TEST(under live totals come out in steps) {
  voting_node node{{law(release_policy::live, 5)}, 20};
  open_elections(node);
  cast_one_by_one(node, 0, 4);
  node.advance(1s);
  CAF_CHECK_EQUAL(node.report(national).turnout, 0u);
  CAF_CHECK_EQUAL(node.report(national).count.ballots, 0u);
  cast_one_by_one(node, 4, 7);
  node.advance(1s);
  CAF_CHECK_EQUAL(node.report(national).turnout, 5u);
  CAF_CHECK_EQUAL(node.report(national).count.ballots, 5u);
  CAF_CHECK_EQUAL(node.report(national).count.votes.at(0).votes, 3u);
  CAF_CHECK_EQUAL(node.report(national).count.votes.at(1).votes, 2u);
  CAF_CHECK_EQUAL(node.report(national).eligible, 20u);
}

CAF_TEST(under at_close only turnout comes out until every region has closed) {
  voting_node node{{law(release_policy::at_close, 5)}, 20};
  open_elections(node);
  cast_one_by_one(node, 0, 12);
  node.advance(1s);
  CAF_CHECK_EQUAL(node.report(national).turnout, 10u);
  CAF_CHECK(!node.report(national).votes_released);
  CAF_CHECK(node.report(national).count.votes.empty());
  node.advance(70s);
  CAF_CHECK(node.report(national).closed);
  CAF_CHECK(node.report(national).votes_released);
  CAF_CHECK_EQUAL(node.report(national).count.ballots, 12u);
  CAF_CHECK_EQUAL(node.report(national).count.votes.at(0).votes, 8u);
}

CAF_TEST(results and validators that restart show the same totals again) {
  voting_node node{{law(release_policy::live, 5)}, 30};
  open_elections(node);
  cast_one_by_one(node, 0, 12);
  node.advance(1s);
  auto before = node.report(national);
  CAF_CHECK_EQUAL(before.turnout, 10u);
  node.kill(caf::actor_cast<caf::strong_actor_ptr>(node.handles().results));
  node.settle();
  node.advance(1s);
  CAF_CHECK_EQUAL(node.report(national).count.ballots, before.count.ballots);
  node.kill(
    caf::actor_cast<caf::strong_actor_ptr>(node.validator({{1}, {1}, 0})));
  node.settle();
  node.advance(1s);
  CAF_CHECK_EQUAL(node.report(national).count.ballots, before.count.ballots);
  cast_one_by_one(node, 12, 20);
  node.advance(1s);
  CAF_CHECK_EQUAL(node.report(national).count.ballots, 20u);
}

CAF_TEST(a contest of several partitions adds up) {
  auto wide = law(release_policy::live, 1);
  wide.partition_voters = 10;
  voting_node node{{wide}, 60};
  open_elections(node);
  CAF_CHECK_EQUAL(node.elections().all().front().slices.front().second, 6u);
  cast_one_by_one(node, 0, 60);
  node.advance(1s);
  CAF_CHECK_EQUAL(node.report(national).partitions, 6u);
  CAF_CHECK_EQUAL(node.report(national).partitions_reporting, 6u);
  CAF_CHECK_EQUAL(node.report(national).count.ballots, 60u);
  CAF_CHECK_EQUAL(node.report(national).count.votes.at(0).votes, 40u);
}

namespace {

/// Three districts of 20 voters, where 4, 6 and 14 vote; fewer than 10 ballots
/// come out with others only.
struct three_districts {
  voting_node node;

  static election rules() {
    auto x = law(release_policy::at_close, 10);
    x.small_regions = small_region_rule::merge;
    for (std::uint32_t id = 2; id <= 3; ++id) {
      x.regions.push_back(x.regions.front());
      x.regions.back().id = {id};
      x.regions.back().code = "district-" + std::to_string(id);
      x.contests.push_back(x.contests.front());
      x.contests.back().region = {id};
    }
    return x;
  }

  /// @param oui: of the 4 in the first district; so many fewer in the second.
  explicit three_districts(std::size_t oui) : node{{rules()}, 20} {
    open_elections(node);
    vote(0, 4, oui);
    vote(20, 6, 4 - oui);
    vote(40, 14, 5);
    node.advance(70s);
  }

  void vote(std::size_t first, std::size_t voters, std::size_t oui) {
    for (std::size_t i = 0; i < voters; ++i) {
      node.cast_ballot(first + i, single_choice{{i < oui ? 1u : 2u}});
      node.settle();
    }
  }

  [[nodiscard]] contest_report of(std::uint32_t region) const {
    return node.report({{1}, {region}});
  }
};

/// All that anybody is told of a contest, but when.
std::vector<char> told_of(three_districts& held, std::uint32_t region) {
  auto x = held.of(region);
  x.updated_at_ms = 0;
  x.version = 0;
  results_update update;
  update.contests.push_back(std::move(x));
  std::vector<char> bytes;
  caf::binary_serializer out{held.node.system(), bytes};
  CAF_CHECK(!out(update));
  return bytes;
}

} // namespace

CAF_TEST(districts of few ballots come out as one sum) {
  three_districts held{3};
  const std::vector<region_id> together{{1}, {2}};
  auto first = held.of(1);
  CAF_CHECK(first.votes_released);
  CAF_CHECK(first.merged == together);
  CAF_CHECK_EQUAL(first.turnout, 4u);
  CAF_CHECK_EQUAL(first.count.ballots, 10u);
  CAF_CHECK_EQUAL(first.count.votes.at(0).votes, 4u);
  CAF_CHECK_EQUAL(first.count.votes.at(1).votes, 6u);
  auto second = held.of(2);
  CAF_CHECK(second.merged == together);
  CAF_CHECK_EQUAL(second.turnout, 6u);
  CAF_CHECK_EQUAL(second.count.ballots, 0u);
  CAF_CHECK(second.count.votes.empty());
  auto third = held.of(3);
  CAF_CHECK(third.merged.empty());
  CAF_CHECK_EQUAL(third.count.votes.at(0).votes, 5u);
}

CAF_TEST(how a district of few voted changes nothing that anybody is told) {
  three_districts one{1};
  three_districts other{4};
  for (std::uint32_t region = 1; region <= 3; ++region) {
    auto here = told_of(one, region);
    auto there = told_of(other, region);
    CAF_CHECK(here == there);
  }
  // Nor after a restart of those who add up.
  other.node.kill(
    caf::actor_cast<caf::strong_actor_ptr>(other.node.handles().results));
  other.node.settle();
  other.node.advance(10s);
  for (std::uint32_t region = 1; region <= 3; ++region) {
    auto here = told_of(one, region);
    auto there = told_of(other, region);
    CAF_CHECK(here == there);
  }
}
