// Goal: a count that goes on says what a count of everything says. Method:
// ballots drawn by RapidCheck come in one after the other, under every rule
// that an instant-runoff knows.
#define CAF_SUITE running_runoff
#include "caf/test/unit_test.hpp"

#include <rapidcheck.h>

#include "domain/counting/running_runoff.hpp"
#include "domain/selection.hpp"
#include "tests/fixtures/ballots.hpp"
#include "tests/fixtures/elections.hpp"

using namespace scrutin;
using namespace scrutin::fixtures;

namespace {

constexpr std::uint32_t options = 5;

std::string ranked(const std::vector<std::uint32_t>& order) {
  ranking x;
  for (auto option : order) {
    x.ranks.push_back({option_id{option}});
  }
  return to_canonical(x);
}

bool same_votes(const std::vector<option_votes>& x,
                const std::vector<option_votes>& y) {
  return std::equal(x.begin(), x.end(), y.begin(), y.end(),
                    [](const auto& a, const auto& b) {
                      return a.option == b.option && a.votes == b.votes;
                    });
}

bool same_round(const count_round& x, const count_round& y) {
  return same_votes(x.votes, y.votes) && x.exhausted == y.exhausted
         && x.elected == y.elected && x.eliminated == y.eliminated
         && x.reason == y.reason && same_votes(x.transfers, y.transfers)
         && x.transferred_to_exhausted == y.transferred_to_exhausted;
}

bool same(const contest_count& x, const contest_count& y) {
  return x.ballots == y.ballots && x.blank == y.blank
         && same_votes(x.votes, y.votes) && x.winners == y.winners
         && x.undecided == y.undecided && x.margin == y.margin
         && x.ties.size() == y.ties.size()
         && std::equal(x.rounds.begin(), x.rounds.end(), y.rounds.begin(),
                       y.rounds.end(), same_round);
}

contest_count count_all(const count_terms& how, const tally& all) {
  auto counted = count_papers(how, read_papers(how, all));
  if (!counted) {
    CAF_FAIL(counted.failure().detail);
  }
  return *counted;
}

count_terms drawn_terms() {
  auto how = terms(counting_method::instant_runoff, options);
  how.rules.stop = *rc::gen::element(stop_rule::majority, stop_rule::two_remain,
                                     stop_rule::first_round_majority);
  how.rules.elimination =
    *rc::gen::element(elimination_rule::one, elimination_rule::batch);
  how.rules.ties = *rc::gen::element(tie_rule::lot, tie_rule::unresolved,
                                     tie_rule::previous_round_then_lot);
  how.rules.lot_seed = "seed";
  return how;
}

tally_entry drawn_ballot() {
  auto votes = *rc::gen::inRange<std::uint64_t>(1, 6);
  auto length = *rc::gen::inRange<std::size_t>(0, options + 1);
  if (length == 0) {
    return {to_canonical(blank_choice{}), votes};
  }
  std::vector<std::uint32_t> left{1, 2, 3, 4, 5};
  std::vector<std::uint32_t> order;
  while (order.size() < length) {
    auto at = *rc::gen::inRange<std::size_t>(0, left.size());
    order.push_back(left[at]);
    left.erase(left.begin() + static_cast<std::ptrdiff_t>(at));
  }
  return {ranked(order), votes};
}

} // namespace

CAF_TEST(a count that goes on is the count of everything) {
  std::size_t steps = 0;
  std::size_t went_on = 0;
  auto holds = rc::check([&] {
    auto how = drawn_terms();
    running_runoff running{how};
    tally all;
    running.restart(all);
    auto ballots = *rc::gen::inRange(1, 40);
    for (int i = 0; i < ballots; ++i) {
      std::vector<tally_entry> more{drawn_ballot(), drawn_ballot()};
      all.add(more);
      auto goes_on = running.add(more);
      ++steps;
      went_on += goes_on ? 1 : 0;
      if (!goes_on) {
        running.restart(all);
      }
      RC_ASSERT(same(running.count(), count_all(how, all)));
    }
  });
  CAF_CHECK(holds);
  CAF_MESSAGE(went_on << " of " << steps << " steps went on");
  CAF_CHECK(went_on * 5 > steps);
}

CAF_TEST(what changes who leaves is not passed over) {
  auto how = terms(counting_method::instant_runoff, 3);
  running_runoff running{how};
  tally all;
  all.add(ranked({1}), 10);
  all.add(ranked({2, 1}), 6);
  all.add(ranked({3, 2}), 5);
  running.restart(all);
  CAF_CHECK_EQUAL(running.count().winners.front().value, 2u);
  CAF_CHECK(!running.add({{ranked({3}), 2}}));
  all.add(ranked({3}), 2);
  running.restart(all);
  CAF_CHECK_EQUAL(running.count().winners.front().value, 1u);
  CAF_CHECK_EQUAL(running.count().rounds.front().eliminated.front().value, 2u);
  CAF_CHECK(running.add({{ranked({3, 1}), 3}}));
  CAF_CHECK_EQUAL(running.count().ballots, 26u);
}

CAF_TEST(an option that nobody ranked before begins anew) {
  auto how = terms(counting_method::instant_runoff, 3);
  running_runoff running{how};
  tally all;
  all.add(ranked({1}), 3);
  all.add(ranked({2}), 2);
  running.restart(all);
  CAF_CHECK_EQUAL(running.count().rounds.front().votes.size(), 2u);
  CAF_CHECK(!running.add({{ranked({2, 3}), 1}}));
}

CAF_TEST(blank ballots alone are counted) {
  running_runoff running{terms(counting_method::instant_runoff, 3)};
  running.restart({});
  CAF_CHECK(running.add({{to_canonical(blank_choice{}), 4}}));
  CAF_CHECK_EQUAL(running.count().ballots, 4u);
  CAF_CHECK_EQUAL(running.count().blank, 4u);
  CAF_CHECK(!running.add({{ranked({1}), 1}}));
}
