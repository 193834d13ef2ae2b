// Goal: seats go to those with most votes, and ties at the cut by their rule.
// Method: small contests added up in the comments.
#define CAF_SUITE most_votes
#include "caf/test/unit_test.hpp"

#include <set>

#include "domain/counting/lot.hpp"
#include "tests/fixtures/ballots.hpp"
#include "tests/fixtures/elections.hpp"

using namespace scrutin;
using namespace scrutin::fixtures;

namespace {

using list = std::vector<std::uint64_t>;
using ids = std::vector<option_id>;
using method = counting_method;

// A 3, and B, C and D 2 each, on ballots that name up to two.
const std::vector<letters> three_tied = {{1, "AB"}, {1, "AC"}, {1, "AD"},
                                         {1, "B"},  {1, "C"},  {1, "D"}};

count_terms block(std::uint32_t seats, tie_rule ties) {
  auto how = terms(method::block, 4, seats);
  how.rules.choices_max = 2;
  how.rules.ties = ties;
  return how;
}

contest_count count(const count_terms& how, const std::vector<letters>& piles) {
  return counted(how, papers_of(piles));
}

} // namespace

// -- ties at the cut ----------------------------------------------------------

CAF_TEST(a tie for the last seat may stay open) {
  auto x = count(block(2, tie_rule::unresolved), three_tied);
  CAF_CHECK_EQUAL(votes_of(x.votes), (list{3, 2, 2, 2}));
  CAF_CHECK_EQUAL(winners_of(x), "A");
  CAF_CHECK(x.undecided == (ids{{2}, {3}, {4}}));
  CAF_CHECK(x.ties.empty());
  CAF_CHECK_EQUAL(x.margin, 0u);
}

CAF_TEST(a tie for the last seat may go by the order of the ballot) {
  auto x = count(block(2, tie_rule::ballot_order), three_tied);
  CAF_CHECK_EQUAL(winners_of(x), "AB");
  CAF_CHECK(x.undecided.empty());
  CAF_REQUIRE_EQUAL(x.ties.size(), 1u);
  CAF_CHECK(x.ties[0].question == tie_question::election);
  CAF_CHECK(x.ties[0].by == tie_decider::ballot_order);
  CAF_CHECK(x.ties[0].tied == (ids{{2}, {3}, {4}}));
  CAF_CHECK_EQUAL(x.ties[0].chosen.value, 2u);
  CAF_CHECK_EQUAL(x.ties[0].round, 0u);
}

CAF_TEST(a tie for the last seat may go to the highest lot) {
  // The lowest lot yields, so that the highest prevails; anyone can draw it.
  std::set<std::uint32_t> elected;
  for (char seed = 'a'; seed <= 'z'; ++seed) {
    auto how = block(2, tie_rule::lot);
    how.rules.lot_seed = seed;
    auto lot = [&](option_id x) {
      return lot_of(how.rules.lot_seed, how.contest, x);
    };
    option_id highest{2};
    for (auto x : ids{{3}, {4}}) {
      highest = lot(highest) < lot(x) ? x : highest;
    }
    auto x = count(how, three_tied);
    CAF_CHECK(x.winners == (ids{{1}, highest}));
    CAF_CHECK(count(how, three_tied).winners == x.winners);
    elected.insert(highest.value);
  }
  CAF_CHECK_EQUAL(elected.size(), 3u);
}

CAF_TEST(a tie for the last seat may wait for an official) {
  auto how = block(2, tie_rule::official);
  CAF_CHECK(count(how, three_tied).undecided == (ids{{2}, {3}, {4}}));
  // A draw that leaves out one of them decides nothing.
  how.drawn = {{4}, {2}};
  CAF_CHECK_EQUAL(winners_of(count(how, three_tied)), "A");
  how.drawn = {{1}, {4}, {2}, {3}};
  auto x = count(how, three_tied);
  CAF_CHECK_EQUAL(winners_of(x), "AD");
  CAF_CHECK(x.undecided.empty());
  CAF_REQUIRE_EQUAL(x.ties.size(), 1u);
  CAF_CHECK(x.ties[0].by == tie_decider::official);
}

CAF_TEST(each seat that equals compete for is a decision of its own) {
  // Two of the three win: B of three, then C of two.
  auto x = count(block(3, tie_rule::ballot_order), three_tied);
  CAF_CHECK_EQUAL(winners_of(x), "ABC");
  CAF_REQUIRE_EQUAL(x.ties.size(), 2u);
  CAF_CHECK_EQUAL(x.ties[0].tied.size(), 3u);
  CAF_CHECK(x.ties[1].tied == (ids{{3}, {4}}));
  CAF_CHECK_EQUAL(x.ties[1].chosen.value, 3u);
}

CAF_TEST(equals that all win need no decision) {
  auto x = count(block(4, tie_rule::unresolved), three_tied);
  CAF_CHECK_EQUAL(winners_of(x), "ABCD");
  CAF_CHECK(x.ties.empty());
  CAF_CHECK(x.undecided.empty());
}

// -- seats and margins --------------------------------------------------------

CAF_TEST(several seats of a plurality vote go by single votes) {
  auto x = count(terms(method::plurality, 4, 2),
                 {{2, "A"}, {7, "B"}, {4, "C"}, {3, "D"}});
  CAF_CHECK_EQUAL(winners_of(x), "BC");
  // The last elected has 4, the next 3.
  CAF_CHECK_EQUAL(x.margin, 1u);
}

CAF_TEST(a seat without votes for anyone else stays empty) {
  auto x = count(terms(method::plurality, 4, 3), {{2, "A"}, {1, "B"}});
  CAF_CHECK_EQUAL(winners_of(x), "AB");
  CAF_CHECK(x.undecided.empty());
  CAF_CHECK_EQUAL(x.margin, 0u);
}

CAF_TEST(where every option wins the last one leads by all its votes) {
  auto x = count(terms(method::plurality, 2, 2), {{5, "A"}, {3, "B"}});
  CAF_CHECK_EQUAL(winners_of(x), "AB");
  CAF_CHECK_EQUAL(x.margin, 3u);
}

CAF_TEST(the seats are those of the contest in its election) {
  auto held = single(3);
  held.method = counting_method::block;
  held.contests.front().seats = 2;
  tally votes;
  votes.add(to_canonical(option_set{{{1}, {3}}}), 4);
  votes.add(to_canonical(option_set{{{2}}}), 3);
  auto x = count_contest(held, held.contests.front(), votes);
  CAF_CHECK(x.winners == (std::vector<option_id>{{1}, {3}}));
  CAF_CHECK_EQUAL(x.margin, 1u);
}

CAF_TEST(approvals may fill several seats) {
  // A 4, B 7, C 5.
  auto x =
    count(terms(method::approval, 3, 2), {{4, "AB"}, {3, "BC"}, {2, "C"}});
  CAF_CHECK_EQUAL(votes_of(x.votes), (list{4, 7, 5}));
  CAF_CHECK_EQUAL(winners_of(x), "BC");
  CAF_CHECK_EQUAL(x.margin, 1u);
}

CAF_TEST(scores may fill several seats and none counts as zero) {
  // A 2*5; B 2*3 + 3*4; C 3*5; D is scored by nobody.
  std::vector<scored> piles = {{2, {5, 3}}, {3, {0, 4, 5}}};
  auto x = counted(terms(method::score, 4, 2), papers_of(piles));
  CAF_CHECK_EQUAL(votes_of(x.votes), (list{10, 18, 15, 0}));
  CAF_CHECK_EQUAL(winners_of(x), "BC");
  CAF_CHECK_EQUAL(x.margin, 5u);
}

// -- borda --------------------------------------------------------------------

namespace {

// J.-C. de Borda, Memoire sur les elections au scrutin, Histoire de l'Academie
// royale des sciences, 1781: 21 voters, of whom 8 put A first though 13 would
// have either of the others.
const std::vector<letters> borda_21 = {
  {1, "ABC"}, {7, "ACB"}, {7, "BCA"}, {6, "CBA"}};

} // namespace

CAF_TEST(borda elects C in his own example though A has most first places) {
  // A 8*2; B 7*2 + 7*1; C 6*2 + 14*1.
  auto x = count(terms(method::borda, 3), borda_21);
  CAF_CHECK_EQUAL(votes_of(x.votes), (list{16, 21, 26}));
  CAF_CHECK_EQUAL(winners_of(x), "C");
  CAF_CHECK_EQUAL(x.margin, 5u);
}

CAF_TEST(full rankings earn one point more a ballot when counted modified) {
  // His own points, 3, 2 and 1: 16, 21 and 26, each and 21.
  auto how = terms(method::borda, 3);
  how.rules.points = points_rule::modified;
  CAF_CHECK_EQUAL(votes_of(count(how, borda_21).votes), (list{37, 42, 47}));
}

CAF_TEST(options left out share what is left of the points) {
  // One ballot gives 3 + 2 + 1 + 0 = 6 points. With A alone the others share
  // 2 + 1 + 0, one each; with A, B and C the last gets 0.
  auto how = terms(method::borda, 4);
  how.rules.points = points_rule::average;
  CAF_CHECK_EQUAL(votes_of(count(how, {{3, "A"}}).votes),
                  (list{90, 30, 30, 30}));
  CAF_CHECK_EQUAL(votes_of(count(how, {{1, "ABC"}}).votes),
                  (list{30, 20, 10, 0}));
}

CAF_TEST(a ballot that counts for nobody gives no points) {
  // Both ballots end at their overvote: nobody may win by them.
  for (auto points :
       {points_rule::zero, points_rule::average, points_rule::modified}) {
    auto how = terms(method::borda, 3);
    how.rules.points = points;
    how.rules.ties = tie_rule::ballot_order;
    auto x = count(how, {{2, "(AB)C"}});
    CAF_CHECK_EQUAL(votes_of(x.votes), (list{0, 0, 0}));
    CAF_CHECK(x.winners.empty());
    CAF_CHECK_EQUAL(x.ballots, 2u);
  }
}
