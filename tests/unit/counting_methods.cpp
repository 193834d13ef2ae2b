// Goal: every method elects whom its literature says. Method: published
// examples, and small ones worked by hand in the comments.
#define CAF_SUITE counting_methods
#include "caf/test/unit_test.hpp"

#include "domain/counting/count.hpp"
#include "tests/fixtures/ballots.hpp"

using namespace scrutin;
using namespace scrutin::fixtures;

namespace {

using list = std::vector<std::uint64_t>;
using method = counting_method;

// The capital of Tennessee, by distance: Memphis (A), Nashville (B),
// Chattanooga (C), Knoxville (D); 100 voters. Common to texts on voting.
const std::vector<letters> tennessee = {
  {42, "ABCD"}, {26, "BCDA"}, {15, "CDBA"}, {17, "DCBA"}};

// M. Schulze, Social Choice and Welfare 36 (2011), the election of 45 voters.
const std::vector<letters> schulze_45 = {
  {5, "ACBED"}, {5, "ADECB"}, {8, "BEDAC"}, {3, "CABED"},
  {7, "CAEBD"}, {2, "CBADE"}, {7, "DCEBA"}, {8, "EBADC"}};

contest_count count(method x, const std::vector<letters>& piles,
                    std::uint32_t options, std::uint32_t seats = 1) {
  return counted(terms(x, options, seats), papers_of(piles));
}

} // namespace

// -- votes added up -----------------------------------------------------------

CAF_TEST(a borda count gives points by place) {
  // First 3, then 2, 1 and 0: A 42*3; B 42*2+26*3+32*1; C 42+26*2+15*3+17*2;
  // D 26+15*2+17*3.
  auto x = count(method::borda, tennessee, 4);
  CAF_CHECK_EQUAL(votes_of(x.votes), (list{126, 194, 173, 107}));
  CAF_CHECK_EQUAL(winners_of(x), "B");
  CAF_CHECK_EQUAL(x.margin, 21u);
}

CAF_TEST(a block vote seats those with most votes) {
  // A 7, B 5, C 5, D 3 for three seats.
  std::vector<letters> piles = {{3, "ABC"}, {2, "ABD"}, {2, "AC"}, {1, "D"}};
  auto x = count(method::block, piles, 4, 3);
  CAF_CHECK_EQUAL(votes_of(x.votes), (list{7, 5, 5, 3}));
  CAF_CHECK_EQUAL(winners_of(x), "ABC");
  CAF_CHECK_EQUAL(x.margin, 2u);
  CAF_CHECK(x.ties.empty());
}

CAF_TEST(approvals and scores are added up) {
  auto approvals = count(method::approval, {{4, "AB"}, {3, "B"}, {2, "C"}}, 3);
  CAF_CHECK_EQUAL(votes_of(approvals.votes), (list{4, 7, 2}));
  CAF_CHECK_EQUAL(winners_of(approvals), "B");
  std::vector<scored> piles = {{2, {5, 3, 0}}, {3, {0, 4, 5}}};
  auto scores = counted(terms(method::score, 3), papers_of(piles));
  CAF_CHECK_EQUAL(votes_of(scores.votes), (list{10, 18, 15}));
  CAF_CHECK_EQUAL(winners_of(scores), "B");
}

CAF_TEST(star runs off the two with the highest sums) {
  // Tennessee with scores 0 to 5: the sums put Nashville (2*42+5*26+3*15+2*17)
  // and Chattanooga (42+2*26+5*15+4*17) ahead, and 68 prefer Nashville.
  std::vector<scored> piles = {{42, {5, 2, 1, 0}},
                               {26, {0, 5, 2, 1}},
                               {15, {0, 3, 5, 3}},
                               {17, {0, 2, 4, 5}}};
  auto x = counted(terms(method::star, 4), papers_of(piles));
  CAF_CHECK_EQUAL(votes_of(x.votes), (list{210, 293, 237, 156}));
  CAF_REQUIRE_EQUAL(x.rounds.size(), 2u);
  CAF_CHECK_EQUAL(votes_of(x.rounds[1].votes), (list{68, 32}));
  CAF_CHECK_EQUAL(winners_of(x), "B");
  CAF_CHECK_EQUAL(x.margin, 36u);
}

CAF_TEST(a star runoff between equals goes to the higher sum) {
  // One ballot each way, one that is equal; sums 8 and 7.
  std::vector<scored> piles = {{1, {5, 2}}, {1, {1, 3}}, {1, {2, 2}}};
  auto x = counted(terms(method::star, 2), papers_of(piles));
  CAF_CHECK_EQUAL(votes_of(x.rounds.at(1).votes), (list{1, 1}));
  CAF_CHECK_EQUAL(x.rounds[1].exhausted, 1u);
  CAF_CHECK_EQUAL(winners_of(x), "A");
  CAF_REQUIRE_EQUAL(x.ties.size(), 1u);
  CAF_CHECK(x.ties[0].by == tie_decider::score);
}

// -- pairs --------------------------------------------------------------------

CAF_TEST(schulze elects E in the example of its author) {
  auto x = count(method::schulze, schulze_45, 5);
  // His matrix of pairs, rows A to E.
  CAF_CHECK_EQUAL(x.pairs.ballots,
                  (list{0,  20, 26, 30, 22, 25, 0,  16, 33, 18, 19, 29, 0,
                        17, 24, 15, 12, 28, 0,  14, 23, 27, 21, 31, 0}));
  CAF_CHECK_EQUAL(winners_of(x), "E");
}

CAF_TEST(who beats everyone wins by pairs) {
  for (auto x : {method::schulze, method::ranked_pairs}) {
    auto tally = count(x, tennessee, 4);
    CAF_CHECK_EQUAL(winners_of(tally), "B");
    // Nashville beats Memphis 58 to 42, the others 68 to 32.
    CAF_CHECK_EQUAL(tally.margin, 16u);
  }
}

CAF_TEST(ranked pairs drop the weakest victory of a circle) {
  // A over B 7 to 2, B over C 6 to 3, C over A 5 to 4: the last closes the
  // circle, so that nothing beats A.
  std::vector<letters> piles = {{4, "ABC"}, {2, "BCA"}, {3, "CAB"}};
  auto x = count(method::ranked_pairs, piles, 3);
  CAF_CHECK_EQUAL(x.pairs.over(0, 1), 7u);
  CAF_CHECK_EQUAL(x.pairs.over(1, 2), 6u);
  CAF_CHECK_EQUAL(x.pairs.over(2, 0), 5u);
  CAF_CHECK_EQUAL(winners_of(x), "A");
  CAF_CHECK_EQUAL(winners_of(count(method::schulze, piles, 3)), "A");
}

CAF_TEST(a circle of equal victories stays open without a tie rule) {
  std::vector<letters> piles = {{1, "ABC"}, {1, "BCA"}, {1, "CAB"}};
  for (auto x : {method::schulze, method::ranked_pairs}) {
    auto open = count(x, piles, 3);
    CAF_CHECK(open.winners.empty());
    CAF_CHECK_EQUAL(open.undecided.size(), 3u);
    auto how = terms(x, 3);
    how.rules.ties = tie_rule::ballot_order;
    CAF_CHECK_EQUAL(winners_of(counted(how, papers_of(piles))), "A");
  }
}

CAF_TEST(equal ranks prefer neither and those left out come last) {
  auto x = count(method::schulze, {{1, "(AB)"}}, 4);
  CAF_CHECK_EQUAL(x.pairs.ballots,
                  (list{0, 0, 1, 1, 0, 0, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0}));
}

// -- transferable votes -------------------------------------------------------

CAF_TEST(surpluses pass on at five decimals as in scotland) {
  // 100 valid, 2 seats: quota 100/3+1 = 34. A has 50, surplus 16: each paper is
  // worth 16/50 = 0.32 from then on. 30 name B: 9.60000; 20 name C: 6.40000.
  // B 20+9.6 = 29.6, C 25+6.4 = 31.4, D 5: D goes, its 5 to B: 34.6.
  auto how = terms(method::transferable_vote, 4, 2);
  std::vector<letters> piles = {
    {30, "ABC"}, {20, "ACB"}, {20, "BC"}, {25, "CB"}, {5, "DB"}};
  auto x = counted(how, papers_of(piles));
  CAF_CHECK_EQUAL(x.decimals, 5u);
  CAF_CHECK_EQUAL(x.quota, 3'400'000u);
  CAF_REQUIRE_EQUAL(x.rounds.size(), 3u);
  CAF_CHECK_EQUAL(votes_of(x.rounds[0].votes),
                  (list{5'000'000, 2'000'000, 2'500'000, 500'000}));
  CAF_CHECK(x.rounds[0].surplus_of == option_id{1});
  CAF_CHECK_EQUAL(votes_of(x.rounds[1].votes),
                  (list{3'400'000, 2'960'000, 3'140'000, 500'000}));
  CAF_CHECK(x.rounds[1].eliminated == (std::vector<option_id>{{4}}));
  CAF_CHECK_EQUAL(votes_of(x.rounds[2].votes),
                  (list{3'400'000, 3'460'000, 3'140'000}));
  CAF_CHECK_EQUAL(winners_of(x), "AB");
}

CAF_TEST(what five decimals cannot hold is lost and said) {
  // 10 valid, 2 seats: quota 4. A has 7, surplus 3: 3/7 = 0.42857 a paper, and
  // 7 of them are 2.99999.
  auto x =
    count(method::transferable_vote, {{7, "AB"}, {2, "B"}, {1, "C"}}, 3, 2);
  CAF_REQUIRE_EQUAL(x.rounds.size(), 2u);
  CAF_CHECK_EQUAL(votes_of(x.rounds[1].votes),
                  (list{400'000, 499'999, 100'000}));
  CAF_CHECK_EQUAL(x.rounds[1].lost, 1u);
  CAF_CHECK_EQUAL(winners_of(x), "AB");
}

CAF_TEST(whole ballots pass on in proportion) {
  // As above: 3 whole ballots move, and nothing is lost.
  auto how = terms(method::transferable_vote, 3, 2);
  how.rules.surplus = surplus_rule::whole;
  how.rules.lot_seed = "seed";
  auto x = counted(how, papers_of(std::vector<letters>{
                          {4, "AB"}, {3, "AC"}, {2, "B"}, {1, "C"}}));
  CAF_CHECK_EQUAL(x.decimals, 0u);
  // 3 of 7: 12/7 and 9/7, so one and one, and the third to the larger rest.
  CAF_CHECK_EQUAL(votes_of(x.rounds.at(1).votes), (list{4, 4, 2}));
  CAF_CHECK_EQUAL(x.rounds[1].lost, 0u);
}

CAF_TEST(a hare quota is the whole part of ballots by seats) {
  auto how = terms(method::transferable_vote, 3, 2);
  how.rules.quota = quota_rule::hare;
  how.rules.decimals = 0;
  auto x =
    counted(how, papers_of(std::vector<letters>{{6, "A"}, {3, "B"}, {2, "C"}}));
  CAF_CHECK_EQUAL(x.quota, 5u);
}

CAF_TEST(a contest with no ballots elects nobody by any method) {
  for (auto x : all_counting_methods()) {
    auto none = counted(terms(x, 3), {});
    CAF_CHECK(none.winners.empty());
    CAF_CHECK(none.rounds.empty());
    CAF_CHECK_EQUAL(none.ballots, 0u);
  }
}

// -- instant runoff -----------------------------------------------------------

CAF_TEST(a batch leaves where it cannot catch up even together) {
  // C, D and E have 5 together, B 20: they go at once, and the winner is as
  // when they go one by one.
  std::vector<letters> piles = {{24, "A"}, {20, "B"}, {2, "CB"},
                                {2, "DB"}, {1, "EB"}, {3, "FA"}};
  auto how = terms(method::instant_runoff, 6);
  how.rules.elimination = elimination_rule::batch;
  how.rules.stop = stop_rule::two_remain;
  auto x = counted(how, papers_of(piles));
  CAF_REQUIRE_EQUAL(x.rounds.size(), 2u);
  CAF_CHECK_EQUAL(x.rounds[0].eliminated.size(), 4u);
  CAF_CHECK(x.rounds[0].reason == elimination_reason::cannot_win);
  CAF_CHECK_EQUAL(votes_of(x.rounds[1].votes), (list{27, 25}));
  CAF_CHECK_EQUAL(winners_of(x), "A");
}

CAF_TEST(a batch that could draw level with the next does not leave) {
  // C 4; D and E 2 each, 4 together: they could equal C, so that only C, D and
  // E by themselves may leave. Of D and E, E stands later on the ballot.
  std::vector<letters> piles = {
    {9, "A"}, {8, "B"}, {4, "C"}, {2, "D"}, {2, "E"}};
  auto how = terms(method::instant_runoff, 5);
  how.rules.elimination = elimination_rule::batch;
  how.rules.stop = stop_rule::two_remain;
  how.rules.ties = tie_rule::ballot_order;
  auto x = counted(how, papers_of(piles));
  // 2, 2 and 4 together are 8, no fewer than B.
  CAF_CHECK(x.rounds.at(0).eliminated == (std::vector<option_id>{{5}}));
  CAF_CHECK(x.rounds[0].reason == elimination_reason::tie_ballot_order);
}

CAF_TEST(a majority of the first round is not one of those that continue) {
  // 10 votes at first. D goes: A has 5 of 9 that continue, but not more than
  // half of 10.
  std::vector<letters> piles = {{5, "A"}, {2, "B"}, {2, "CB"}, {1, "D"}};
  auto how = terms(method::instant_runoff, 4);
  how.rules.ties = tie_rule::ballot_order;
  CAF_CHECK_EQUAL(counted(how, papers_of(piles)).rounds.size(), 2u);
  how.rules.stop = stop_rule::first_round_majority;
  CAF_CHECK_EQUAL(counted(how, papers_of(piles)).rounds.size(), 3u);
}
