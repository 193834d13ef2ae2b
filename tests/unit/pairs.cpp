// Goal: options compared pair by pair come out as the literature says. Method:
// published examples and small ones, with their pairs in the comments.
#define CAF_SUITE pairs
#include "caf/test/unit_test.hpp"

#include "tests/fixtures/ballots.hpp"

using namespace scrutin;
using namespace scrutin::fixtures;

namespace {

using list = std::vector<std::uint64_t>;
using ids = std::vector<option_id>;
using method = counting_method;

const auto both = {method::schulze, method::ranked_pairs};

contest_count count(method x, const std::vector<letters>& piles,
                    std::uint32_t options,
                    tie_rule ties = tie_rule::unresolved) {
  auto how = terms(x, options);
  how.rules.ties = ties;
  return counted(how, papers_of(piles));
}

// A over B 7 to 2, B over C 6 to 3, C over A 5 to 4.
const std::vector<letters> circle = {{4, "ABC"}, {2, "BCA"}, {3, "CAB"}};

} // namespace

// -- who wins -----------------------------------------------------------------

CAF_TEST(ranked pairs and strongest paths may elect different options) {
  // The 45 voters of M. Schulze, Social Choice and Welfare 36 (2011). He elects
  // E. Ranked pairs affirm BD 33, ED 31, AD 30, CB 29; not DC 28, since C beats
  // B beats D; EB 27, AC 26; not BA 25, since A beats C beats B; CE 24; not EA
  // 23, since A beats C beats E. Nothing beats A.
  const std::vector<letters> piles = {{5, "ACBED"}, {5, "ADECB"}, {8, "BEDAC"},
                                      {3, "CABED"}, {7, "CAEBD"}, {2, "CBADE"},
                                      {7, "DCEBA"}, {8, "EBADC"}};
  CAF_CHECK_EQUAL(winners_of(count(method::schulze, piles, 5)), "E");
  auto x = count(method::ranked_pairs, piles, 5);
  CAF_CHECK_EQUAL(winners_of(x), "A");
  CAF_CHECK(x.ties.empty());
  // B is preferred to A on 25 ballots of 45.
  CAF_CHECK_EQUAL(x.margin, 0u);
}

CAF_TEST(the margin of a winner by pairs is the narrowest victory) {
  // A over B 5 to 2, over C 6 to 1.
  for (auto by : both) {
    auto x = count(by, {{4, "ABC"}, {1, "ACB"}, {1, "BAC"}, {1, "CBA"}}, 3);
    CAF_CHECK_EQUAL(x.pairs.over(0, 1), 5u);
    CAF_CHECK_EQUAL(x.pairs.over(0, 2), 6u);
    CAF_CHECK_EQUAL(winners_of(x), "A");
    CAF_CHECK_EQUAL(x.margin, 3u);
  }
}

CAF_TEST(strength by winning votes and by margins may elect others) {
  // A over B 8 to 7, B over C 7 to 4, C over A 6 to 4. By winning votes the
  // last is the weakest, and A stays unbeaten; by margins, 1, 3 and 2, the
  // first is, and B does. Ballots that rank one option compare not the others.
  const std::vector<letters> piles = {
    {2, "BCA"}, {4, "CAB"}, {4, "A"}, {5, "B"}};
  for (auto by : both) {
    auto how = terms(by, 3);
    auto votes = counted(how, papers_of(piles));
    CAF_CHECK_EQUAL(votes.pairs.ballots, (list{0, 8, 4, 7, 0, 7, 6, 4, 0}));
    CAF_CHECK_EQUAL(winners_of(votes), "A");
    how.rules.strength = strength_rule::margins;
    CAF_CHECK_EQUAL(winners_of(counted(how, papers_of(piles))), "B");
  }
}

// -- ballots ------------------------------------------------------------------

CAF_TEST(an option ranked is preferred to all left out) {
  for (auto by : both) {
    auto x = count(by, {{3, "B"}}, 3);
    CAF_CHECK_EQUAL(x.pairs.ballots, (list{0, 0, 0, 3, 0, 3, 0, 0, 0}));
    CAF_CHECK_EQUAL(votes_of(x.votes), (list{0, 3, 0}));
    CAF_CHECK_EQUAL(winners_of(x), "B");
  }
}

CAF_TEST(options of one rank are preferred equally to those below) {
  // Two put A and B first, then C; all of them before D.
  for (auto by : both) {
    auto x = count(by, {{2, "(AB)C"}, {1, "B"}}, 4, tie_rule::unresolved);
    CAF_CHECK_EQUAL(x.pairs.ballots,
                    (list{0, 0, 2, 2, 1, 0, 3, 3, 0, 0, 0, 2, 0, 0, 0, 0}));
    // Both count as first preferences of the shared rank.
    CAF_CHECK_EQUAL(votes_of(x.votes), (list{2, 3, 0, 0}));
    CAF_CHECK_EQUAL(winners_of(x), "B");
  }
}

CAF_TEST(an overvote may end a ballot where pairs are compared too) {
  for (auto by : both) {
    auto how = terms(by, 3);
    how.rules.overvotes = overvote_rule::exhaust;
    auto x =
      counted(how, papers_of(std::vector<letters>{{2, "A(BC)"}, {1, "(AB)C"}}));
    CAF_CHECK_EQUAL(x.pairs.ballots, (list{0, 2, 2, 0, 0, 0, 0, 0, 0}));
  }
}

CAF_TEST(an option that no ballot ranks cannot tie with one that is) {
  // B is ranked by one, A by nobody.
  for (auto by : both) {
    auto x = count(by, {{1, "B"}}, 2, tie_rule::ballot_order);
    CAF_CHECK_EQUAL(winners_of(x), "B");
    CAF_CHECK(x.ties.empty());
  }
}

CAF_TEST(an option alone wins by all its votes) {
  for (auto by : both) {
    auto x = count(by, {{3, "A"}}, 1);
    CAF_CHECK_EQUAL(winners_of(x), "A");
    CAF_CHECK_EQUAL(x.margin, 3u);
  }
}

// -- ties ---------------------------------------------------------------------

CAF_TEST(two that beat each other on as many ballots are a tie) {
  const std::vector<letters> even = {{2, "ABC"}, {2, "BAC"}};
  for (auto by : both) {
    auto open = count(by, even, 3);
    CAF_CHECK(open.winners.empty());
    CAF_CHECK(open.undecided == (ids{{1}, {2}}));
    auto x = count(by, even, 3, tie_rule::ballot_order);
    CAF_CHECK_EQUAL(winners_of(x), "A");
    CAF_CHECK_EQUAL(x.margin, 0u);
    CAF_REQUIRE_EQUAL(x.ties.size(), 1u);
    CAF_CHECK(x.ties[0].question == tie_question::election);
    auto how = terms(by, 3);
    how.rules.ties = tie_rule::official;
    CAF_CHECK(counted(how, papers_of(even)).winners.empty());
    how.drawn = {{2}, {1}};
    CAF_CHECK_EQUAL(winners_of(counted(how, papers_of(even))), "B");
  }
}

CAF_TEST(a circle of equals below who beats everyone changes nothing) {
  // A is first on all; B over C, C over D and D over B 2 to 1 each.
  const std::vector<letters> piles = {{1, "ABCD"}, {1, "ACDB"}, {1, "ADBC"}};
  for (auto by : both) {
    auto x = count(by, piles, 4);
    CAF_CHECK_EQUAL(winners_of(x), "A");
    CAF_CHECK(x.undecided.empty());
    CAF_CHECK(x.ties.empty());
    CAF_CHECK_EQUAL(x.margin, 3u);
  }
}

CAF_TEST(a circle of equals below a circle changes nothing) {
  // A, B and C as in the circle, all before D, E and F, of which each beats the
  // next 6 to 3: DEF 3, EFD 1 and 2, FDE 3.
  const std::vector<letters> piles = {
    {3, "ABCDEF"}, {1, "ABCEFD"}, {2, "BCAEFD"}, {3, "CABFDE"}};
  for (auto by : both) {
    auto x = count(by, piles, 6);
    CAF_CHECK_EQUAL(x.pairs.over(3, 4), 6u);
    CAF_CHECK_EQUAL(x.pairs.over(4, 5), 6u);
    CAF_CHECK_EQUAL(x.pairs.over(5, 3), 6u);
    CAF_CHECK_EQUAL(winners_of(x), "A");
    CAF_CHECK(x.undecided.empty());
    CAF_CHECK(x.ties.empty());
  }
  CAF_CHECK_EQUAL(winners_of(count(method::ranked_pairs, circle, 3)), "A");
}

CAF_TEST(the order of equal victories in a circle is written down) {
  // A over B, B over C and C over A 2 to 1 each. C yields first, then B: B over
  // C, then A over B, and C over A closes the circle.
  const std::vector<letters> equals = {{1, "ABC"}, {1, "BCA"}, {1, "CAB"}};
  auto x = count(method::ranked_pairs, equals, 3, tie_rule::ballot_order);
  CAF_CHECK_EQUAL(winners_of(x), "A");
  CAF_REQUIRE_EQUAL(x.ties.size(), 2u);
  for (const auto& tie : x.ties) {
    CAF_CHECK(tie.question == tie_question::order);
    CAF_CHECK(tie.by == tie_decider::ballot_order);
  }
  CAF_CHECK(x.ties[0].tied == (ids{{1}, {2}, {3}}));
  CAF_CHECK(x.ties[1].tied == (ids{{2}, {3}}));
}

CAF_TEST(who prevails by the draw among a circle of equals is elected) {
  const std::vector<letters> equals = {{1, "ABC"}, {1, "BCA"}, {1, "CAB"}};
  for (auto x : both) {
    auto how = terms(x, 3);
    how.rules.ties = tie_rule::official;
    for (std::uint32_t first = 1; first <= 3; ++first) {
      for (std::uint32_t turn : {1u, 2u}) {
        how.drawn = {{first},
                     {(first - 1 + turn) % 3 + 1},
                     {(first - 1 + 3 - turn) % 3 + 1}};
        auto drawn = counted(how, papers_of(equals));
        CAF_CHECK_EQUAL(drawn.winners.at(0).value, first);
      }
    }
  }
}

CAF_TEST(of as many winning votes those against fewer are stronger) {
  // A over B 4 to 2, B over C 4 to 3, C over A 4 to 2: B over C is the weakest,
  // and without it nothing beats C.
  const std::vector<letters> piles = {
    {1, "ABC"}, {2, "BCA"}, {2, "CAB"}, {1, "(AB)C"}, {1, "(AC)B"}};
  for (auto by : both) {
    auto x = count(by, piles, 3);
    CAF_CHECK_EQUAL(x.pairs.ballots, (list{0, 4, 2, 2, 0, 4, 4, 3, 0}));
    CAF_CHECK_EQUAL(winners_of(x), "C");
    CAF_CHECK(x.ties.empty());
  }
}
