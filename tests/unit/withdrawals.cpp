// Goal: who has withdrawn gets no vote where votes do not stand, nobody else's
// ballot counts otherwise for it, and every ballot is still accounted for.
// Method: small contests added up in the comments, under each rule and method.
#define CAF_SUITE withdrawals
#include "caf/test/unit_test.hpp"

#include "domain/counting/withdrawals.hpp"
#include "tests/fixtures/ballots.hpp"
#include "tests/fixtures/elections.hpp"

using namespace scrutin;
using namespace scrutin::fixtures;

namespace {

using list = std::vector<std::uint64_t>;
using method = counting_method;
using rule = withdrawal_rule;

// B has withdrawn from among A to D.
count_terms without_b(method how, rule what, std::uint32_t seats = 1) {
  auto x = terms(how, 4, seats);
  x.withdrawn = {{2}};
  x.withdrawal = what;
  return x;
}

contest_count count(const count_terms& how, const std::vector<letters>& piles) {
  return counted(how, papers_of(piles));
}

const std::vector<letters> one_choice = {{5, "B"}, {4, "A"}, {3, "C"}};

} // namespace

CAF_TEST(votes that stand count and can win) {
  auto x = count(without_b(method::plurality, rule::votes_stand), one_choice);
  CAF_CHECK_EQUAL(votes_of(x.votes), (list{4, 5, 3, 0}));
  CAF_CHECK_EQUAL(winners_of(x), "B");
  CAF_CHECK_EQUAL(x.withdrawn, 0u);
}

CAF_TEST(votes that are void count for nobody) {
  auto x = count(without_b(method::plurality, rule::votes_void), one_choice);
  CAF_CHECK_EQUAL(votes_of(x.votes), (list{4, 0, 3, 0}));
  CAF_CHECK_EQUAL(winners_of(x), "A");
  CAF_CHECK_EQUAL(x.withdrawn, 5u);
  CAF_CHECK_EQUAL(x.ballots, 12u);
  CAF_CHECK_EQUAL(x.margin, 1u);
}

CAF_TEST(of several choices the others stay) {
  auto how = without_b(method::block, rule::votes_void, 2);
  auto x = count(how, {{2, "AB"}, {3, "B"}, {1, "CD"}, {1, "BC"}});
  // A 2, C 2, D 1.
  CAF_CHECK_EQUAL(votes_of(x.votes), (list{2, 0, 2, 1}));
  CAF_CHECK_EQUAL(winners_of(x), "AC");
  CAF_CHECK_EQUAL(x.withdrawn, 3u);
}

CAF_TEST(of scores the others stay) {
  auto how = without_b(method::score, rule::votes_void);
  how.rules.score_max = 5;
  auto x =
    counted(how, papers_of(std::vector<scored>{
                   {2, {1, 5, 0, 0}}, {1, {0, 5, 0, 0}}, {1, {0, 0, 3, 0}}}));
  CAF_CHECK_EQUAL(votes_of(x.votes), (list{2, 0, 3, 0}));
  CAF_CHECK_EQUAL(winners_of(x), "C");
  CAF_CHECK_EQUAL(x.withdrawn, 1u);
}

CAF_TEST(rankings go on to the next preference) {
  auto how = without_b(method::instant_runoff, rule::next_preference);
  // Without B: A 4 + 1, C 3, and two that rank nobody else.
  auto x = count(how, {{4, "A"}, {3, "BC"}, {1, "BA"}, {2, "B"}, {1, "C"}});
  CAF_CHECK_EQUAL(votes_of(x.votes), (list{5, 0, 4, 0}));
  CAF_CHECK_EQUAL(winners_of(x), "A");
  CAF_CHECK_EQUAL(x.withdrawn, 2u);
  CAF_CHECK_EQUAL(x.ballots, 11u);
  for (const auto& round : x.rounds) {
    std::uint64_t sum = round.exhausted + x.withdrawn;
    for (const auto& each : round.votes) {
      CAF_CHECK(each.option.value != 2);
      sum += each.votes;
    }
    CAF_CHECK_EQUAL(sum, x.ballots);
  }
}

CAF_TEST(a void preference ends its ballot there) {
  auto how = without_b(method::instant_runoff, rule::votes_void);
  // BA is void. CBA is a ballot for C and ends there.
  auto x = count(how, {{4, "BA"}, {3, "CBA"}, {2, "A"}, {2, "DA"}});
  CAF_CHECK_EQUAL(votes_of(x.votes), (list{2, 0, 3, 2}));
  CAF_CHECK_EQUAL(x.withdrawn, 4u);
  // D and A tie or leave first; A never gets the preferences behind B.
  for (const auto& round : x.rounds) {
    for (const auto& each : round.votes) {
      CAF_CHECK(each.option.value != 1 || each.votes <= 4);
    }
  }
}

CAF_TEST(a rank that only held who has withdrawn is no skipped one) {
  auto how = without_b(method::instant_runoff, rule::next_preference);
  how.rules.skipped_ranks = skipped_rank_rule::exhaust_at_one;
  auto x = count(how, {{2, "BA"}, {1, "C"}});
  CAF_CHECK_EQUAL(votes_of(x.votes), (list{2, 0, 1, 0}));
  CAF_CHECK_EQUAL(winners_of(x), "A");
}

CAF_TEST(who shares a rank with who has withdrawn has it alone) {
  auto how = without_b(method::instant_runoff, rule::next_preference);
  how.rules.overvotes = overvote_rule::exhaust;
  auto x = count(how, {{2, "(AB)C"}, {1, "C"}});
  CAF_CHECK_EQUAL(votes_of(x.votes), (list{2, 0, 1, 0}));
  how.withdrawal = rule::votes_void;
  x = count(how, {{2, "(AB)C"}, {1, "C"}});
  CAF_CHECK_EQUAL(votes_of(x.votes), (list{0, 0, 1, 0}));
  CAF_CHECK_EQUAL(x.withdrawn, 2u);
}

CAF_TEST(what all methods count is what they count of a ballot without them) {
  const std::vector<letters> with_b = {
    {5, "BAC"}, {4, "CBD"}, {3, "AB"}, {2, "DCBA"}, {1, "B"}};
  // A to C stand for A, C and D.
  const std::vector<letters> without = {
    {5, "AB"}, {4, "BC"}, {3, "A"}, {2, "CBA"}};
  for (auto how :
       {method::borda, method::instant_runoff, method::transferable_vote,
        method::schulze, method::ranked_pairs}) {
    auto x = count(without_b(how, rule::next_preference), with_b);
    auto y = count(terms(how, 3), without);
    CAF_CHECK_EQUAL(x.votes[0].votes, y.votes[0].votes);
    CAF_CHECK_EQUAL(x.votes[1].votes, 0u);
    CAF_CHECK_EQUAL(x.votes[2].votes, y.votes[1].votes);
    CAF_CHECK_EQUAL(x.votes[3].votes, y.votes[2].votes);
    CAF_CHECK_EQUAL(x.rounds.size(), y.rounds.size());
    CAF_CHECK_EQUAL(x.withdrawn, 1u);
    CAF_REQUIRE_EQUAL(x.winners.size(), y.winners.size());
    CAF_CHECK(winners_of(x) != "B");
    if (y.pairs.options > 0) {
      CAF_REQUIRE_EQUAL(x.pairs.options, 4u);
      auto preferred = x.pairs.over(0, 3);
      CAF_CHECK_EQUAL(preferred, y.pairs.over(0, 2));
      auto none = x.pairs.over(0, 1);
      CAF_CHECK_EQUAL(none, 0u);
    }
  }
}

CAF_TEST(seats that nobody is left for stay empty) {
  for (auto how : {method::block, method::transferable_vote}) {
    auto x = terms(how, 2, 2);
    x.withdrawn = {{1}};
    x.withdrawal = rule::votes_void;
    CAF_CHECK_EQUAL(winners_of(count(x, {{2, "A"}, {1, "B"}})), "B");
    x.withdrawn = {{1}, {2}};
    auto none = count(x, {{2, "A"}, {1, "B"}});
    CAF_CHECK(none.winners.empty());
    CAF_CHECK_EQUAL(none.withdrawn, 3u);
    CAF_CHECK_EQUAL(none.ballots, 3u);
  }
}

CAF_TEST(a contest that a withdrawal annuls elects nobody) {
  auto x = count(without_b(method::plurality, rule::contest_annulled),
                 {{5, "A"}, {1, "B"}});
  CAF_CHECK(x.annulled);
  CAF_CHECK(x.winners.empty());
  CAF_CHECK_EQUAL(x.ballots, 6u);
  auto untouched = terms(method::plurality, 4);
  untouched.withdrawal = rule::contest_annulled;
  CAF_CHECK(!count(untouched, {{5, "A"}}).annulled);
}

CAF_TEST(who is acclaimed is elected without a vote) {
  auto x = single(2);
  x.contests[0].seats = 3;
  x.contests[0].acclaimed = true;
  auto count = count_contest(x, x.contests[0], {});
  CAF_CHECK_EQUAL(winners_of(count), "AB");
  CAF_CHECK_EQUAL(count.ballots, 0u);
}

CAF_TEST(what may be cast names nobody who has withdrawn) {
  auto x = ranked(3);
  x.withdrawal = rule::next_preference;
  const auto& where = x.contests[0];
  const std::vector<option_id> gone{{2}};
  auto may = [&](const selection& said) {
    return may_still_be_cast(said, x, where, gone);
  };
  CAF_CHECK(may(ranking_of({{1}, {3}})));
  CAF_CHECK(may(blank_choice{}));
  CAF_CHECK(!may(ranking_of({{1}, {2}})));
  CAF_CHECK(!may(single_choice{{2}}));
  CAF_CHECK(may(single_choice{{1}}));
  CAF_CHECK(!may(option_set{{{1}, {2}}}));
  CAF_CHECK(!may(score_list{{{{2}, 3}}}));
  x.withdrawal = rule::votes_stand;
  CAF_CHECK(may(ranking_of({{1}, {2}})));
  x.contests[0].acclaimed = true;
  CAF_CHECK(!may(ranking_of({{1}})));
}
