// Goal: STAR decides each kind of tie as its protocol says. Method: contests of
// few ballots, with sums and preferences in the comments. Source: Equal Vote
// Coalition, STAR voting's official tiebreaker protocol.
#define CAF_SUITE star
#include "caf/test/unit_test.hpp"

#include "tests/fixtures/ballots.hpp"

using namespace scrutin;
using namespace scrutin::fixtures;

namespace {

using list = std::vector<std::uint64_t>;
using ids = std::vector<option_id>;

contest_count count(const std::vector<scored>& piles, std::uint32_t options,
                    tie_rule ties = tie_rule::unresolved) {
  auto how = terms(counting_method::star, options);
  how.rules.ties = ties;
  return counted(how, papers_of(piles));
}

// Who stands in the runoff.
ids finalists(const contest_count& x) {
  ids found;
  for (const auto& v : x.rounds.at(1).votes) {
    found.push_back(v.option);
  }
  return found;
}

} // namespace

// -- who advances -------------------------------------------------------------

CAF_TEST(two that are tied for both places advance without a decision) {
  // A and B 12 each, C 2. Two prefer A, one B.
  auto x = count({{2, {5, 4, 1}}, {1, {2, 4, 0}}}, 3);
  CAF_CHECK_EQUAL(votes_of(x.votes), (list{12, 12, 2}));
  CAF_CHECK(finalists(x) == (ids{{1}, {2}}));
  CAF_CHECK_EQUAL(votes_of(x.rounds[1].votes), (list{2, 1}));
  CAF_CHECK_EQUAL(winners_of(x), "A");
  CAF_CHECK(x.ties.empty());
  CAF_CHECK(x.undecided.empty());
}

CAF_TEST(a tie for the second place goes to whom more prefer) {
  // A 15; B and C 5 each: C is preferred on two ballots of three.
  auto x = count({{2, {5, 1, 2}}, {1, {5, 3, 1}}}, 3);
  CAF_CHECK_EQUAL(votes_of(x.votes), (list{15, 5, 5}));
  CAF_CHECK(finalists(x) == (ids{{1}, {3}}));
  CAF_CHECK_EQUAL(winners_of(x), "A");
  CAF_REQUIRE_EQUAL(x.ties.size(), 1u);
  CAF_CHECK(x.ties[0].question == tie_question::election);
  CAF_CHECK(x.ties[0].by == tie_decider::preferred);
  CAF_CHECK(x.ties[0].tied == (ids{{2}, {3}}));
  CAF_CHECK_EQUAL(x.ties[0].chosen.value, 3u);
  CAF_CHECK_EQUAL(x.ties[0].round, 1u);
}

CAF_TEST(else to who has more of the highest score) {
  // A 10; B and C 5 each, preferred on one ballot each; B has the one 5.
  auto x = count({{1, {5, 5, 1}}, {1, {5, 0, 4}}}, 3);
  CAF_CHECK_EQUAL(votes_of(x.votes), (list{10, 5, 5}));
  CAF_CHECK(finalists(x) == (ids{{1}, {2}}));
  CAF_REQUIRE_EQUAL(x.ties.size(), 1u);
  CAF_CHECK(x.ties[0].by == tie_decider::highest_scores);
  CAF_CHECK_EQUAL(x.ties[0].chosen.value, 2u);
  // One ballot prefers A, the other neither.
  CAF_CHECK_EQUAL(votes_of(x.rounds[1].votes), (list{1, 0}));
  CAF_CHECK_EQUAL(x.rounds[1].exhausted, 1u);
  CAF_CHECK_EQUAL(winners_of(x), "A");
}

CAF_TEST(else by the rule of the contest) {
  // A 10; B and C 4 each, preferred on one ballot each, neither with a 5.
  std::vector<scored> piles = {{1, {5, 3, 1}}, {1, {5, 1, 3}}};
  auto open = count(piles, 3);
  CAF_CHECK(open.winners.empty());
  CAF_CHECK(open.undecided == (ids{{2}, {3}}));
  CAF_CHECK_EQUAL(open.rounds.size(), 1u);
  auto x = count(piles, 3, tie_rule::ballot_order);
  CAF_CHECK(finalists(x) == (ids{{1}, {2}}));
  CAF_CHECK_EQUAL(winners_of(x), "A");
  CAF_REQUIRE_EQUAL(x.ties.size(), 1u);
  CAF_CHECK(x.ties[0].by == tie_decider::ballot_order);
}

CAF_TEST(of three in a circle those with more of the highest score advance) {
  // 8 each. A beats B, B beats C, C beats A, 2 to 1 each; A and B have one 5
  // each, C none: two for two places. Then two of three prefer A.
  auto x = count({{1, {5, 3, 1}}, {1, {2, 5, 4}}, {1, {1, 0, 3}}}, 3);
  CAF_CHECK_EQUAL(votes_of(x.votes), (list{8, 8, 8}));
  CAF_CHECK_EQUAL(x.pairs.over(0, 1), 2u);
  CAF_CHECK_EQUAL(x.pairs.over(1, 2), 2u);
  CAF_CHECK_EQUAL(x.pairs.over(2, 0), 2u);
  CAF_CHECK(finalists(x) == (ids{{1}, {2}}));
  CAF_CHECK_EQUAL(winners_of(x), "A");
  CAF_CHECK(x.undecided.empty());
  CAF_REQUIRE_EQUAL(x.ties.size(), 2u);
  CAF_CHECK(x.ties[0].by == tie_decider::highest_scores);
  CAF_CHECK(x.ties[0].tied == (ids{{1}, {2}, {3}}));
}

CAF_TEST(of three that are tied two may advance together) {
  // 5 each. A and B beat C 2 to 1 and are 1 to 1: both are preferred to more
  // of the others than C. Then nothing tells them apart.
  std::vector<scored> piles = {{1, {3, 2, 1}}, {1, {2, 3, 1}}, {1, {0, 0, 3}}};
  auto open = count(piles, 3);
  CAF_CHECK(finalists(open) == (ids{{1}, {2}}));
  CAF_CHECK(open.winners.empty());
  CAF_CHECK(open.undecided == (ids{{1}, {2}}));
  auto x = count(piles, 3, tie_rule::ballot_order);
  CAF_CHECK_EQUAL(winners_of(x), "A");
  CAF_CHECK(x.ties.back().by == tie_decider::ballot_order);
  CAF_CHECK_EQUAL(x.ties.back().round, 2u);
}

CAF_TEST(of those tied who loses most often drops out first) {
  // A 12 as the first; B, C and D 4 each. B beats C 2 to 1, the others are
  // equal: C drops out, though B won more often than D. D has the one highest
  // score.
  auto how = terms(counting_method::star, 4);
  how.rules.score_max = 4;
  auto x =
    counted(how, papers_of(std::vector<scored>{
                   {1, {4, 0, 2, 0}}, {1, {4, 1, 0, 0}}, {1, {4, 3, 2, 4}}}));
  CAF_CHECK_EQUAL(votes_of(x.votes), (list{12, 4, 4, 4}));
  CAF_CHECK(finalists(x) == (ids{{1}, {4}}));
  CAF_REQUIRE_EQUAL(x.ties.size(), 1u);
  CAF_CHECK(x.ties[0].by == tie_decider::highest_scores);
  CAF_CHECK(x.ties[0].tied == (ids{{2}, {3}, {4}}));
}

// -- the runoff ---------------------------------------------------------------

CAF_TEST(a runoff between equal sums goes to more of the highest score) {
  // B and C 12 each, preferred once each; B has one 5, C two. A 3.
  auto x = count({{1, {1, 4, 2}}, {1, {1, 3, 5}}, {1, {1, 5, 5}}}, 3);
  CAF_CHECK_EQUAL(votes_of(x.votes), (list{3, 12, 12}));
  CAF_CHECK_EQUAL(votes_of(x.rounds.at(1).votes), (list{1, 1}));
  CAF_CHECK_EQUAL(x.rounds[1].exhausted, 1u);
  CAF_CHECK_EQUAL(winners_of(x), "C");
  CAF_REQUIRE_EQUAL(x.ties.size(), 1u);
  CAF_CHECK(x.ties[0].by == tie_decider::highest_scores);
  CAF_CHECK_EQUAL(x.ties[0].round, 2u);
  CAF_CHECK_EQUAL(x.margin, 0u);
}

CAF_TEST(a runoff between equals in everything goes by the rule) {
  std::vector<scored> piles = {{1, {4, 2}}, {1, {2, 4}}};
  auto open = count(piles, 2);
  CAF_CHECK(open.winners.empty());
  CAF_CHECK(open.undecided == (ids{{1}, {2}}));
  CAF_CHECK_EQUAL(open.rounds.size(), 2u);
  CAF_CHECK_EQUAL(winners_of(count(piles, 2, tie_rule::ballot_order)), "A");
  auto how = terms(counting_method::star, 2);
  how.rules.ties = tie_rule::official;
  how.drawn = {{2}, {1}};
  CAF_CHECK_EQUAL(winners_of(counted(how, papers_of(piles))), "B");
}

CAF_TEST(the highest sum may lose the runoff) {
  // A 15, B 14, but three of five prefer B.
  auto x = count({{2, {5, 1}}, {1, {3, 4}}, {2, {1, 4}}}, 2);
  CAF_CHECK_EQUAL(votes_of(x.votes), (list{15, 14}));
  CAF_CHECK_EQUAL(votes_of(x.rounds.at(1).votes), (list{2, 3}));
  CAF_CHECK_EQUAL(winners_of(x), "B");
  CAF_CHECK_EQUAL(x.margin, 1u);
  CAF_CHECK(x.ties.empty());
}

CAF_TEST(the highest score is the one that the contest allows) {
  // As above, but scores go to 9: nobody has one, so that the rule decides.
  std::vector<scored> piles = {{1, {1, 4, 2}}, {1, {1, 3, 5}}, {1, {1, 5, 5}}};
  auto how = terms(counting_method::star, 3);
  how.rules.score_max = 9;
  auto x = counted(how, papers_of(piles));
  CAF_CHECK(x.undecided == (ids{{2}, {3}}));
}

// -- few options --------------------------------------------------------------

CAF_TEST(the only option with a score wins without a runoff) {
  auto x = count({{2, {0, 3}}}, 2);
  CAF_CHECK_EQUAL(winners_of(x), "B");
  CAF_CHECK_EQUAL(x.rounds.size(), 1u);
  CAF_CHECK_EQUAL(x.margin, 6u);
}

CAF_TEST(without a score above zero nobody wins) {
  auto x = count({{2, {0, 0}}}, 2, tie_rule::ballot_order);
  CAF_CHECK(x.winners.empty());
  CAF_CHECK(x.rounds.empty());
}
