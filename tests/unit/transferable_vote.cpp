// Goal: seats by quota, surpluses and exclusions come out to the last digit.
// Method: counts worked by hand in the comments, under the Scottish Local
// Government Elections Order 2007, schedule 1, rules 45 to 52, unless they say
// otherwise. Votes are in units of 0.00001.
#define CAF_SUITE transferable_vote
#include "caf/test/unit_test.hpp"

#include <set>

#include "tests/fixtures/ballots.hpp"

using namespace scrutin;
using namespace scrutin::fixtures;

namespace {

using list = std::vector<std::uint64_t>;
using ids = std::vector<option_id>;
using reason = elimination_reason;

count_terms stv(std::uint32_t options, std::uint32_t seats,
                tie_rule ties = tie_rule::unresolved) {
  auto how = terms(counting_method::transferable_vote, options, seats);
  how.rules.ties = ties;
  return how;
}

count_terms whole(std::uint32_t options, std::uint32_t seats,
                  const std::string& seed) {
  auto how = stv(options, seats);
  how.rules.surplus = surplus_rule::whole;
  how.rules.lot_seed = seed;
  return how;
}

contest_count count(const count_terms& how, const std::vector<letters>& piles) {
  return counted(how, papers_of(piles));
}

} // namespace

// -- surpluses ----------------------------------------------------------------

CAF_TEST(papers that were reduced once are reduced again) {
  // 99 valid, 3 seats: quota 24.75 without its fraction, plus 1: 25.
  // 1: A 45, surplus 20: 20/45 = 0.44444 a paper, 45 of them 19.99980 to B.
  // 2: B 39.99980, surplus 14.99980. A paper from A is worth
  //    14.99980 * 0.44444 / 39.99980 = 0.16666, one of B's own
  //    14.99980 / 39.99980 = 0.37499: C gets 45 * 0.16666 = 7.49970 and
  //    20 * 0.37499 = 7.49980, and 0.00030 more are lost.
  // 3: C 18 + 14.99950.
  auto x = count(stv(4, 3), {{45, "ABC"}, {20, "BC"}, {18, "C"}, {16, "D"}});
  CAF_CHECK_EQUAL(x.quota, 2'500'000u);
  CAF_REQUIRE_EQUAL(x.rounds.size(), 3u);
  CAF_CHECK_EQUAL(votes_of(x.rounds[0].votes),
                  (list{4'500'000, 2'000'000, 1'800'000, 1'600'000}));
  CAF_CHECK(x.rounds[0].elected == (ids{{1}}));
  CAF_CHECK(x.rounds[0].surplus_of == option_id{1});
  CAF_CHECK_EQUAL(votes_of(x.rounds[0].transfers), (list{1'999'980}));
  CAF_CHECK_EQUAL(votes_of(x.rounds[1].votes),
                  (list{2'500'000, 3'999'980, 1'800'000, 1'600'000}));
  CAF_CHECK_EQUAL(x.rounds[1].lost, 20u);
  CAF_CHECK(x.rounds[1].surplus_of == option_id{2});
  CAF_CHECK_EQUAL(votes_of(x.rounds[2].votes),
                  (list{2'500'000, 2'500'000, 3'299'950, 1'600'000}));
  CAF_CHECK_EQUAL(x.rounds[2].lost, 50u);
  CAF_CHECK_EQUAL(winners_of(x), "ABC");
  CAF_CHECK_EQUAL(x.margin, 1'699'950u);
}

CAF_TEST(papers without a next preference keep their part of a surplus) {
  // 10 valid, 2 seats: quota 4. A 7, surplus 3: 0.42857 a paper; 4 of them,
  // 1.71428, to B and 3, 1.28571, to nobody.
  auto x = count(stv(3, 2), {{4, "AB"}, {3, "A"}, {1, "B"}, {2, "C"}});
  CAF_REQUIRE(x.rounds.size() >= 2);
  CAF_CHECK_EQUAL(votes_of(x.rounds[1].votes),
                  (list{400'000, 271'428, 200'000}));
  CAF_CHECK_EQUAL(x.rounds[0].transferred_to_exhausted, 128'571u);
  CAF_CHECK_EQUAL(x.rounds[1].exhausted, 128'571u);
  CAF_CHECK_EQUAL(x.rounds[1].lost, 1u);
}

CAF_TEST(the largest surplus passes on first and passes over the elected) {
  // 24 valid, 3 seats: quota 7. A 9, B 10: both elected, B first. Its surplus
  // of 3 goes past A to C: 10 * 0.3 = 3. Then A's of 2, 9 * 0.22222 = 1.99998:
  // C has 6.99998, which is no quota. D leaves, and C is the one that
  // continues.
  auto x = count(stv(4, 3), {{9, "ABC"}, {10, "BAC"}, {2, "C"}, {3, "D"}});
  CAF_CHECK_EQUAL(x.quota, 700'000u);
  CAF_REQUIRE_EQUAL(x.rounds.size(), 4u);
  CAF_CHECK(x.rounds[0].elected == (ids{{2}, {1}}));
  CAF_CHECK(x.rounds[0].surplus_of == option_id{2});
  CAF_CHECK_EQUAL(votes_of(x.rounds[1].votes),
                  (list{900'000, 700'000, 500'000, 300'000}));
  CAF_CHECK(x.rounds[1].surplus_of == option_id{1});
  CAF_CHECK_EQUAL(votes_of(x.rounds[2].votes),
                  (list{700'000, 700'000, 699'998, 300'000}));
  CAF_CHECK_EQUAL(x.rounds[2].lost, 2u);
  CAF_CHECK(x.rounds[2].eliminated == (ids{{4}}));
  CAF_CHECK_EQUAL(winners_of(x), "BAC");
  CAF_CHECK(x.ties.empty());
}

// -- exclusions ---------------------------------------------------------------

CAF_TEST(an excluded option passes its papers on at their value) {
  // 20 valid, 2 seats: quota 7. A 11, surplus 4: 0.36363 a paper; 6 to B,
  // 2.18178, and 5 to C, 1.81815; 0.00007 are lost. C is lowest with 3.81815:
  // one paper to B and one to nobody at 1, the five to D at 0.36363. B leaves,
  // 5.18178 to nobody, and D is the one that continues.
  auto x =
    count(stv(4, 2),
          {{6, "AB"}, {5, "ACD"}, {2, "B"}, {1, "CB"}, {1, "C"}, {5, "D"}});
  CAF_CHECK_EQUAL(x.quota, 700'000u);
  CAF_REQUIRE_EQUAL(x.rounds.size(), 4u);
  CAF_CHECK_EQUAL(votes_of(x.rounds[1].votes),
                  (list{700'000, 418'178, 381'815, 500'000}));
  CAF_CHECK(x.rounds[1].eliminated == (ids{{3}}));
  CAF_CHECK(x.rounds[1].reason == reason::fewest_votes);
  CAF_CHECK_EQUAL(votes_of(x.rounds[1].transfers), (list{100'000, 181'815}));
  CAF_CHECK_EQUAL(x.rounds[1].transferred_to_exhausted, 100'000u);
  CAF_CHECK_EQUAL(votes_of(x.rounds[2].votes),
                  (list{700'000, 518'178, 681'815}));
  CAF_CHECK_EQUAL(x.rounds[2].exhausted, 100'000u);
  CAF_CHECK_EQUAL(x.rounds[2].lost, 7u);
  CAF_CHECK_EQUAL(x.rounds[3].exhausted, 618'178u);
  CAF_CHECK_EQUAL(winners_of(x), "AD");
  CAF_CHECK_EQUAL(x.margin, 163'637u);
}

CAF_TEST(a published example elects what its guests want) {
  // Twenty guests choose three of five: oranges A, pears B, chocolate C,
  // strawberries D, sweets E. Quota 6. C has 12, and its surplus of 6 goes 4
  // to D, 2 to E; B leaves, 2 to A, which has 6; of D 5 and E 3
  // E leaves, to nobody, and D is left for the last seat.
  // Source: Single transferable vote, Wikipedia, as of 2010.
  const std::vector<letters> guests = {{4, "A"},  {2, "BA"}, {8, "CD"},
                                       {4, "CE"}, {1, "D"},  {1, "E"}};
  for (const auto& how : {stv(5, 3), whole(5, 3, "seed")}) {
    auto x = count(how, guests);
    std::uint64_t unit = how.rules.surplus == surplus_rule::whole ? 1 : 100'000;
    CAF_CHECK_EQUAL(x.quota, 6 * unit);
    CAF_REQUIRE_EQUAL(x.rounds.size(), 4u);
    CAF_CHECK_EQUAL(votes_of(x.rounds[1].votes),
                    (list{4 * unit, 2 * unit, 6 * unit, 5 * unit, 3 * unit}));
    CAF_CHECK_EQUAL(votes_of(x.rounds[2].votes),
                    (list{6 * unit, 6 * unit, 5 * unit, 3 * unit}));
    CAF_CHECK(x.rounds[2].eliminated == (ids{{5}}));
    CAF_CHECK_EQUAL(winners_of(x), "CAD");
  }
}

// -- last vacancies -----------------------------------------------------------

CAF_TEST(as many as there are seats left are elected without the quota) {
  // Rule 52. 12 valid, 2 seats: quota 5. D and then C leave, to nobody: A and
  // B stay for two seats, with 4 each.
  auto x = count(stv(4, 2), {{4, "A"}, {4, "B"}, {3, "C"}, {1, "D"}});
  CAF_CHECK_EQUAL(x.quota, 500'000u);
  CAF_REQUIRE_EQUAL(x.rounds.size(), 3u);
  CAF_CHECK(x.rounds[0].eliminated == (ids{{4}}));
  CAF_CHECK(x.rounds[1].eliminated == (ids{{3}}));
  CAF_CHECK_EQUAL(votes_of(x.rounds[2].votes), (list{400'000, 400'000}));
  CAF_CHECK_EQUAL(x.rounds[2].exhausted, 400'000u);
  CAF_CHECK(x.rounds[2].elected == (ids{{1}, {2}}));
  CAF_CHECK(x.ties.empty());
}

CAF_TEST(one vacancy is filled when one continues) {
  // Rule 52 knows no shortcut. 11 valid, 1 seat: quota 6. A 5, B 3, C 2, D 1:
  // D leaves, then C, then B with 3 to 5, and only A continues.
  auto x = count(stv(4, 1), {{5, "A"}, {3, "B"}, {2, "C"}, {1, "D"}});
  CAF_REQUIRE_EQUAL(x.rounds.size(), 4u);
  CAF_CHECK(x.rounds[2].eliminated == (ids{{2}}));
  CAF_CHECK_EQUAL(votes_of(x.rounds[3].votes), (list{500'000}));
  CAF_CHECK_EQUAL(x.rounds[3].exhausted, 600'000u);
  CAF_CHECK_EQUAL(winners_of(x), "A");
  // What A had more than B when B left.
  CAF_CHECK_EQUAL(x.margin, 200'000u);
}

CAF_TEST(two that are equal for the last vacancy are a tie) {
  auto open = count(stv(2, 1), {{4, "A"}, {4, "B"}});
  CAF_CHECK(open.winners.empty());
  CAF_CHECK(open.undecided == (ids{{1}, {2}}));
  auto x = count(stv(2, 1, tie_rule::ballot_order), {{4, "A"}, {4, "B"}});
  CAF_CHECK_EQUAL(winners_of(x), "A");
}

// -- ties ---------------------------------------------------------------------

CAF_TEST(a tie for exclusion goes to whom an earlier stage had behind) {
  // Rule 51(2): 1: A 10, B 5, C 6, D 1, which goes to B. 2: A 10, B 6, C 6; B
  // was behind. Then C leaves, to nobody.
  const std::vector<letters> piles = {{10, "A"}, {5, "B"}, {6, "C"}, {1, "DB"}};
  auto x = count(stv(4, 1, tie_rule::previous_round_then_official), piles);
  CAF_REQUIRE_EQUAL(x.rounds.size(), 4u);
  CAF_CHECK(x.rounds[1].eliminated == (ids{{2}}));
  CAF_CHECK(x.rounds[1].reason == reason::tie_previous_round);
  CAF_REQUIRE_EQUAL(x.ties.size(), 1u);
  CAF_CHECK(x.ties[0].question == tie_question::elimination);
  CAF_CHECK_EQUAL(x.ties[0].round, 2u);
  CAF_CHECK_EQUAL(winners_of(x), "A");
}

CAF_TEST(where all stages were equal the officials lot decides) {
  // C and D have 2 each from the start; whoever stays has 4 by the other.
  const std::vector<letters> piles = {{5, "A"}, {3, "B"}, {2, "CD"}, {2, "DC"}};
  auto how = stv(4, 1, tie_rule::previous_round_then_official);
  auto open = count(how, piles);
  CAF_CHECK(open.undecided == (ids{{3}, {4}}));
  CAF_CHECK_EQUAL(open.rounds.size(), 1u);
  how.drawn = {{4}, {3}};
  auto x = count(how, piles);
  CAF_CHECK(x.rounds[0].eliminated == (ids{{3}}));
  CAF_CHECK(x.rounds[0].reason == reason::tie_official);
  CAF_CHECK(x.undecided.empty());
}

CAF_TEST(equal surpluses are a tie for whose passes on first) {
  // 12 valid, 3 seats: quota 4. A and B have 1 over each.
  const std::vector<letters> piles = {{5, "AC"}, {5, "BD"}, {1, "C"}, {1, "D"}};
  auto open = count(stv(4, 3), piles);
  CAF_CHECK_EQUAL(winners_of(open), "AB");
  CAF_CHECK(open.undecided == (ids{{1}, {2}}));
  auto how = stv(4, 3, tie_rule::official);
  how.drawn = {{2}, {1}, {3}, {4}};
  auto x = count(how, piles);
  CAF_CHECK(x.rounds[0].surplus_of == option_id{2});
  CAF_REQUIRE(!x.ties.empty());
  CAF_CHECK(x.ties[0].question == tie_question::surplus);
  CAF_CHECK_EQUAL(x.ties[0].chosen.value, 2u);
}

// -- whole ballots ------------------------------------------------------------

namespace {

// 12 valid, 2 seats: quota 5. A 9, and 3 each name B, C and D next: of the
// surplus of 4 each gets 4/3, one for sure.
const std::vector<letters> thirds = {{3, "AB"}, {3, "AC"}, {3, "AD"},
                                     {1, "B"},  {1, "C"},  {1, "D"}};

} // namespace

CAF_TEST(whole ballots pass on in proportion and a seed draws the rest) {
  std::set<std::size_t> favoured;
  for (char seed = 'a'; seed <= 'z'; ++seed) {
    auto x = count(whole(4, 2, {seed}), thirds);
    auto votes = votes_of(x.rounds.at(1).votes);
    CAF_CHECK_EQUAL(votes[0], 5u);
    CAF_CHECK_EQUAL(votes[1] + votes[2] + votes[3], 7u);
    for (std::size_t i = 1; i < 4; ++i) {
      CAF_CHECK(votes[i] == 2 || votes[i] == 3);
      if (votes[i] == 3) {
        favoured.insert(i);
      }
    }
    CAF_CHECK_EQUAL(x.rounds[1].exhausted, 0u);
    CAF_CHECK_EQUAL(x.rounds[1].lost, 0u);
  }
  CAF_CHECK_EQUAL(favoured.size(), 3u);
}

CAF_TEST(of whole ballots only those that say more pass on) {
  // 12 valid, 2 seats: quota 5. A 9, surplus 4, but only 2 name another: both
  // pass on, and 2 more have nothing to say.
  auto x =
    count(whole(3, 2, "seed"), {{7, "A"}, {2, "AB"}, {1, "B"}, {2, "C"}});
  CAF_CHECK_EQUAL(votes_of(x.rounds.at(1).votes), (list{5, 3, 2}));
  CAF_CHECK_EQUAL(x.rounds[0].transferred_to_exhausted, 2u);
}

CAF_TEST(
  whole ballots that say the same are one share wherever they came from) {
  // 114 valid, 2 seats: quota 39. X goes, its 10 to A: 40, surplus 1. 20 of
  // the 40 name B next, 10 of them by way of X, and 20 name C: a half each,
  // so that the seed decides. Were the 10 and 10 apart, C would have most.
  std::set<std::string> elected;
  for (char seed = 'a'; seed <= 'z'; ++seed) {
    auto x = count(whole(4, 2, {seed}),
                   {{10, "DAB"}, {10, "AB"}, {20, "AC"}, {37, "B"}, {37, "C"}});
    CAF_CHECK_EQUAL(x.quota, 39u);
    CAF_CHECK(x.rounds.at(1).surplus_of == option_id{1});
    elected.insert(winners_of(x));
  }
  CAF_CHECK(elected == (std::set<std::string>{"AB", "AC"}));
}

// -- quotas and who is valid --------------------------------------------------

CAF_TEST(ballots that count for nobody are no part of the quota) {
  // Of 16 papers 4 end at an overvote and 3 are blank: 9 / 3 + 1 = 4.
  auto x =
    count(stv(3, 2), {{4, "(AB)"}, {3, ""}, {5, "A"}, {3, "B"}, {1, "C"}});
  CAF_CHECK_EQUAL(x.ballots, 16u);
  CAF_CHECK_EQUAL(x.blank, 3u);
  CAF_CHECK_EQUAL(x.quota, 400'000u);
  CAF_CHECK_EQUAL(x.rounds.at(0).exhausted, 400'000u);
}

CAF_TEST(with fewer ballots than seats a hare quota is one ballot) {
  // A and B have it; C, whom the first ballot names next, fills the last seat.
  auto how = stv(4, 3);
  how.rules.quota = quota_rule::hare;
  auto x = count(how, {{1, "AC"}, {1, "B"}});
  CAF_CHECK_EQUAL(x.quota, 100'000u);
  CAF_CHECK_EQUAL(winners_of(x), "ABC");
}

CAF_TEST(more than there are seats may meet a hare quota) {
  // 5 ballots, 3 seats: quota 1, and five have it.
  auto how = stv(5, 3);
  how.rules.quota = quota_rule::hare;
  const std::vector<letters> piles = {
    {1, "A"}, {1, "B"}, {1, "C"}, {1, "D"}, {1, "E"}};
  auto open = count(how, piles);
  CAF_CHECK(open.winners.empty());
  CAF_CHECK_EQUAL(open.undecided.size(), 5u);
  how.rules.ties = tie_rule::ballot_order;
  CAF_CHECK_EQUAL(winners_of(count(how, piles)), "ABC");
}

// -- little to count ----------------------------------------------------------

CAF_TEST(blank ballots alone elect nobody) {
  auto x = count(stv(3, 2), {{4, ""}});
  CAF_CHECK_EQUAL(x.blank, 4u);
  CAF_CHECK(x.rounds.empty());
  CAF_CHECK(x.winners.empty());
}

CAF_TEST(ballots that count for nobody elect nobody) {
  auto x = count(stv(3, 2), {{4, "(AB)C"}});
  CAF_REQUIRE_EQUAL(x.rounds.size(), 1u);
  CAF_CHECK_EQUAL(x.rounds[0].exhausted, 400'000u);
  CAF_CHECK(x.winners.empty());
}

CAF_TEST(options that ballots rank win where seats are enough for all) {
  auto x = count(stv(3, 3), {{5, "AB"}, {1, "BA"}});
  CAF_CHECK_EQUAL(winners_of(x), "AB");
  CAF_CHECK(x.undecided.empty());
  auto alone = count(stv(1, 1), {{5, "A"}});
  CAF_CHECK_EQUAL(winners_of(alone), "A");
  CAF_CHECK_EQUAL(alone.rounds.size(), 1u);
}
