// Goal: every rule of an instant-runoff does what it says. Method: elections
// of a few ballots, worked by hand in the comments; properties for the rest.
#define CAF_SUITE instant_runoff
#include "caf/test/unit_test.hpp"

#include <algorithm>
#include <set>

#include <rapidcheck.h>

#include "domain/counting/instant_runoff.hpp"
#include "domain/counting/lot.hpp"
#include "tests/fixtures/elections.hpp"

using namespace scrutin;
using namespace scrutin::fixtures;

namespace {

using list = std::vector<std::uint64_t>;
using reason = elimination_reason;

contest_count count(std::uint32_t options, const std::vector<pile>& piles,
                    const counting_rules& rules = runoff()) {
  return count_of(ranked(options, rules), tally_of(piles));
}

counting_rules with(tie_rule ties) {
  counting_rules rules;
  rules.ties = ties;
  rules.lot_seed = "1 2 3 4 5 6";
  return rules;
}

counting_rules with(stop_rule stop) {
  auto rules = runoff();
  rules.stop = stop;
  return rules;
}

counting_rules with(overvote_rule overvotes, skipped_rank_rule skipped) {
  auto rules = runoff();
  rules.overvotes = overvotes;
  rules.skipped_ranks = skipped;
  return rules;
}

std::uint32_t gone(const contest_count& x, std::size_t round) {
  const auto& gone = x.rounds.at(round).eliminated;
  return gone.empty() ? 0 : gone.front().value;
}

std::uint32_t leader(const contest_count& x) {
  return x.leader().value_or(option_id{0}).value;
}

} // namespace

// -- stop rules ---------------------------------------------------------------

CAF_TEST(a majority of continuing ballots ends the count) {
  // 6 of 10 at once.
  auto x = count(3, {{6, {{1}}}, {3, {{2}}}, {1, {{3}}}});
  CAF_REQUIRE_EQUAL(x.rounds.size(), 1u);
  CAF_CHECK_EQUAL(numbers(x.rounds[0].votes), (list{6, 3, 1}));
  CAF_CHECK(x.rounds[0].eliminated.empty());
  CAF_CHECK_EQUAL(leader(x), 1u);
  CAF_CHECK_EQUAL(x.margin, 3u);
}

CAF_TEST(half of the continuing ballots is no majority) {
  // 5 of 10. 3 goes with 2 ballots, to 2: 5 against 5. In the round before
  // it was 5 against 3, so that 2 loses.
  auto x = count(3, {{5, {{1}}}, {3, {{2}}}, {2, {{3}, {2}}}});
  CAF_REQUIRE_EQUAL(x.rounds.size(), 2u);
  CAF_CHECK_EQUAL(numbers(x.rounds[1].votes), (list{5, 5}));
  CAF_CHECK(x.rounds[1].reason == reason::tie_previous_round);
  CAF_CHECK(x.rounds[1].eliminated.empty());
  CAF_CHECK_EQUAL(leader(x), 1u);
  CAF_CHECK_EQUAL(x.margin, 0u);
}

CAF_TEST(a majority is one of the ballots that continue) {
  // 5 of 11: none. 4 goes, its 2 are exhausted: 5 of 9, with three left.
  auto x = count(4, {{5, {{1}}}, {2, {{2}}}, {2, {{3}}}, {2, {{4}}}},
                 with(tie_rule::ballot_order));
  CAF_REQUIRE_EQUAL(x.rounds.size(), 2u);
  CAF_CHECK_EQUAL(numbers(x.rounds[1].votes), (list{5, 2, 2}));
  CAF_CHECK_EQUAL(leader(x), 1u);
  CAF_CHECK_EQUAL(x.margin, 3u);
  // 4 of 10: none. 4 goes: 4 of 8 is none either, and 3 goes.
  auto y = count(4, {{4, {{1}}}, {2, {{2}}}, {2, {{3}}}, {2, {{4}}}},
                 with(tie_rule::ballot_order));
  CAF_REQUIRE_EQUAL(y.rounds.size(), 3u);
  CAF_CHECK_EQUAL(numbers(y.rounds[2].votes), (list{4, 2}));
}

CAF_TEST(a count may go on until two remain whatever the votes) {
  auto x =
    count(3, {{6, {{1}}}, {3, {{2}}}, {1, {{3}}}}, with(stop_rule::two_remain));
  CAF_REQUIRE_EQUAL(x.rounds.size(), 2u);
  CAF_CHECK_EQUAL(gone(x, 0), 3u);
  CAF_CHECK_EQUAL(x.rounds[0].transferred_to_exhausted, 1u);
  CAF_CHECK_EQUAL(numbers(x.rounds[1].votes), (list{6, 3}));
  CAF_CHECK_EQUAL(x.rounds[1].exhausted, 1u);
}

// -- ties ---------------------------------------------------------------------

namespace {

// Round 1: 10, 5, 6, 1; 4 goes, to 2. Round 2: 10, 6, 6.
const std::vector<pile> tied_in_round_2 = {
  {10, {{1}}}, {5, {{2}}}, {6, {{3}}}, {1, {{4}, {2}}}};

} // namespace

CAF_TEST(a tie goes to whom the round before had behind) {
  auto x = count(4, tied_in_round_2, with(tie_rule::previous_round));
  CAF_CHECK_EQUAL(numbers(x.rounds.at(1).votes), (list{10, 6, 6}));
  CAF_CHECK_EQUAL(gone(x, 1), 2u);
  CAF_CHECK(x.rounds[1].reason == reason::tie_previous_round);
}

CAF_TEST(a tie goes against the option later on the ballot) {
  auto x = count(4, tied_in_round_2, with(tie_rule::ballot_order));
  CAF_CHECK_EQUAL(gone(x, 1), 3u);
  CAF_CHECK(x.rounds[1].reason == reason::tie_ballot_order);
}

CAF_TEST(the nearest earlier round in which they differed decides) {
  // Round 1: 12, 6, 5, 3, 2: 5 goes, to 3.
  // Round 2: 12, 6, 7, 3:    4 goes, 1 to 2 and 2 nowhere.
  // Round 3: 12, 7, 7:       round 2 sends 2, where round 1 would send 3.
  auto x = count(5, {{12, {{1}}},
                     {6, {{2}}},
                     {5, {{3}}},
                     {1, {{4}, {2}}},
                     {2, {{4}}},
                     {2, {{5}, {3}}}});
  CAF_CHECK_EQUAL(numbers(x.rounds.at(2).votes), (list{12, 7, 7}));
  CAF_CHECK_EQUAL(gone(x, 2), 2u);
  CAF_CHECK(x.rounds[2].reason == reason::tie_previous_round);
}

CAF_TEST(earlier rounds narrow a tie of three down one after the other) {
  // Round 1: 17, 5, 4, 5, 3, 1: 6 goes, to 3.
  // Round 2: 17, 5, 5, 5, 3:    5 goes, one each to 2, 3 and 4.
  // Round 3: 17, 6, 6, 6:       as equal as in round 2; in round 1 3 had
  //                             fewest.
  auto x = count(6, {{17, {{1}}},
                     {5, {{2}}},
                     {4, {{3}}},
                     {5, {{4}}},
                     {1, {{5}, {2}}},
                     {1, {{5}, {3}}},
                     {1, {{5}, {4}}},
                     {1, {{6}, {3}}}});
  CAF_CHECK_EQUAL(numbers(x.rounds.at(2).votes), (list{17, 6, 6, 6}));
  CAF_CHECK_EQUAL(gone(x, 2), 3u);
  CAF_CHECK(x.rounds[2].reason == reason::tie_previous_round);
  // Round 4: 17, 6, 6 with 6 exhausted: 17 of 29 is a majority.
  CAF_CHECK_EQUAL(x.rounds.size(), 4u);
}

CAF_TEST(a tie in every round goes by the order of the ballot) {
  auto x = count(3, {{4, {{1}}}, {2, {{2}}}, {2, {{3}}}});
  CAF_CHECK_EQUAL(gone(x, 0), 3u);
  CAF_CHECK(x.rounds[0].reason == reason::tie_ballot_order);
}

CAF_TEST(a lot is the hash that anyone can make again) {
  // printf '1 2 3|7|1|2' | sha256sum
  CAF_CHECK(lot_of("1 2 3", {{7}, {1}}, {2}) == sha256("1 2 3|7|1|2"));
}

CAF_TEST(a tie goes to the lowest lot) {
  for (const auto* seed : {"a", "b", "c", "d", "e", "f", "g", "h"}) {
    auto rules = with(tie_rule::lot);
    rules.lot_seed = seed;
    auto x = count(4, tied_in_round_2, rules);
    contest_id where{{7}, {1}};
    auto loser = lot_of(seed, where, {2}) < lot_of(seed, where, {3}) ? 2U : 3U;
    CAF_CHECK_EQUAL(gone(x, 1), loser);
    CAF_CHECK(x.rounds[1].reason == reason::tie_lot);
  }
}

CAF_TEST(seeds draw different lots) {
  std::set<std::uint32_t> losers;
  for (char seed = 'a'; seed <= 'z'; ++seed) {
    auto rules = with(tie_rule::lot);
    rules.lot_seed = seed;
    losers.insert(gone(count(4, tied_in_round_2, rules), 1));
  }
  CAF_CHECK_EQUAL(losers.size(), 2u);
}

CAF_TEST(a tie between the last two is decided and said so) {
  const std::vector<pile> even = {{4, {{1}}}, {4, {{2}}}};
  for (auto [ties, why] :
       {std::pair{tie_rule::previous_round, reason::tie_ballot_order},
        std::pair{tie_rule::ballot_order, reason::tie_ballot_order},
        std::pair{tie_rule::lot, reason::tie_lot}}) {
    auto x = count(2, even, with(ties));
    CAF_REQUIRE_EQUAL(x.rounds.size(), 1u);
    CAF_CHECK(x.rounds[0].eliminated.empty());
    CAF_CHECK(x.rounds[0].reason == why);
    CAF_CHECK_EQUAL(x.margin, 0u);
    if (ties != tie_rule::lot) {
      CAF_CHECK_EQUAL(leader(x), 1u);
    } else {
      contest_id where{{7}, {1}};
      auto seed = with(ties).lot_seed;
      CAF_CHECK_EQUAL(leader(x),
                      lot_of(seed, where, {1}) < lot_of(seed, where, {2}) ? 2U
                                                                          : 1U);
    }
  }
}

// -- overvotes ----------------------------------------------------------------

namespace {

// 3 for 1; 2 for 2; 2 overvoted first and then for 1; 1 for 3, then
// overvoted, then for 2.
const std::vector<pile> overvoted = {
  {3, {{1}}}, {2, {{2}}}, {2, {{2, 3}, {1}}}, {1, {{3}, {1, 4}, {2}}}};

} // namespace

CAF_TEST(an overvote may end the ballot) {
  // 3, 2, 1 of 6, 2 exhausted; 3 goes and its ballot is exhausted as well.
  auto x =
    count(4, overvoted, with(overvote_rule::exhaust, skipped_rank_rule::skip));
  CAF_CHECK_EQUAL(numbers(x.rounds.at(0).votes), (list{3, 2, 1}));
  CAF_CHECK_EQUAL(x.rounds[0].exhausted, 2u);
  CAF_CHECK_EQUAL(x.rounds[0].transferred_to_exhausted, 1u);
  CAF_CHECK_EQUAL(numbers(x.rounds.at(1).votes), (list{3, 2}));
  CAF_CHECK_EQUAL(x.rounds[1].exhausted, 3u);
}

CAF_TEST(an overvoted rank may be passed over) {
  // 5, 2, 1 of 8: a majority at once; and with two_remain 3's ballot goes on
  // to 2.
  auto rules = with(overvote_rule::skip, skipped_rank_rule::skip);
  auto x = count(4, overvoted, rules);
  CAF_CHECK_EQUAL(numbers(x.rounds.at(0).votes), (list{5, 2, 1}));
  CAF_CHECK_EQUAL(x.rounds[0].exhausted, 0u);
  CAF_CHECK_EQUAL(x.rounds.size(), 1u);
  rules.stop = stop_rule::two_remain;
  auto y = count(4, overvoted, rules);
  CAF_CHECK_EQUAL(numbers(y.rounds.at(1).votes), (list{5, 3}));
}

CAF_TEST(ballots that count for nobody make one round without a leader) {
  auto x = count(2, {{3, {{1, 2}}}},
                 with(overvote_rule::exhaust, skipped_rank_rule::skip));
  CAF_REQUIRE_EQUAL(x.rounds.size(), 1u);
  CAF_CHECK(x.rounds[0].votes.empty());
  CAF_CHECK_EQUAL(x.rounds[0].exhausted, 3u);
  CAF_CHECK(!x.leader());
  CAF_CHECK_EQUAL(x.margin, 0u);
}

// -- skipped ranks ------------------------------------------------------------

namespace {

// 1 goes first, with 4 ballots: what becomes of them?
std::vector<pile> skipping() {
  return {{9, {{2}}},
          {8, {{3}}},
          {5, {{4}}},
          {1, {{1}, {}, {4}}},
          {1, {{1}, {}, {}, {4}}},
          {1, {{1}, {}, {3, 2}, {}, {4}}},
          {1, {{}, {1}, {}, {4}}}};
}

} // namespace

CAF_TEST(skipped ranks may be passed over) {
  auto x =
    count(4, skipping(), with(overvote_rule::skip, skipped_rank_rule::skip));
  CAF_CHECK_EQUAL(gone(x, 0), 1u);
  CAF_CHECK_EQUAL(numbers(x.rounds.at(0).transfers), (list{4}));
  CAF_CHECK_EQUAL(x.rounds[0].transferred_to_exhausted, 0u);
}

CAF_TEST(two skipped ranks in a row may end the ballot) {
  // An overvoted rank is marked: it ends a run of skipped ones.
  auto x = count(4, skipping(),
                 with(overvote_rule::skip, skipped_rank_rule::exhaust_at_two));
  CAF_CHECK_EQUAL(gone(x, 0), 1u);
  CAF_CHECK_EQUAL(numbers(x.rounds.at(0).transfers), (list{3}));
  CAF_CHECK_EQUAL(x.rounds[0].transferred_to_exhausted, 1u);
}

CAF_TEST(two skipped ranks at the top may end the ballot before it counts) {
  auto x = count(2, {{3, {{}, {}, {1}}}, {1, {{2}}}},
                 with(overvote_rule::skip, skipped_rank_rule::exhaust_at_two));
  CAF_CHECK_EQUAL(x.rounds.at(0).exhausted, 3u);
  CAF_CHECK_EQUAL(leader(x), 2u);
}

// -- who stands ---------------------------------------------------------------

CAF_TEST(blank ballots are told apart from exhausted ones) {
  auto votes = tally_of({{2, {{1}}}, {1, {{2}}}});
  votes.add(to_canonical(blank_choice{}), 5);
  auto x = count_of(ranked(2), votes);
  CAF_CHECK_EQUAL(x.ballots, 8u);
  CAF_CHECK_EQUAL(x.blank, 5u);
  CAF_CHECK_EQUAL(x.rounds.at(0).exhausted, 0u);
  CAF_CHECK_EQUAL(leader(x), 1u);
}

CAF_TEST(without ballots that rank anybody there are no rounds) {
  auto none = count(3, {});
  CAF_CHECK(none.rounds.empty());
  CAF_CHECK(!none.leader());
  CAF_CHECK_EQUAL(numbers(none.votes), (list{0, 0, 0}));
  tally blank;
  blank.add(to_canonical(blank_choice{}), 4);
  auto x = count_of(ranked(3), blank);
  CAF_CHECK(x.rounds.empty());
  CAF_CHECK(!x.leader());
  CAF_CHECK_EQUAL(x.blank, 4u);
}

CAF_TEST(an option that no ballot ranks stands in no round) {
  auto x = count(4, {{3, {{1}}}, {2, {{2}}}, {1, {{2}, {4}}}},
                 with(stop_rule::two_remain));
  CAF_CHECK_EQUAL(numbers(x.votes), (list{3, 3, 0, 0}));
  CAF_CHECK_EQUAL(numbers(x.rounds.at(0).votes), (list{3, 3, 0}));
  CAF_CHECK_EQUAL(gone(x, 0), 4u);
  CAF_CHECK_EQUAL(x.rounds.size(), 2u);
}

CAF_TEST(an option alone wins by all its votes) {
  auto x = count(1, {{3, {{1}}}});
  CAF_CHECK_EQUAL(x.rounds.size(), 1u);
  CAF_CHECK_EQUAL(leader(x), 1u);
  CAF_CHECK_EQUAL(x.margin, 3u);
}

CAF_TEST(eliminated options are passed over on later ranks) {
  // 4 goes, then 3 with its 3 ballots: 4 is gone, so they are for 2.
  auto x = count(4, {{5, {{1}}}, {4, {{2}}}, {3, {{3}, {4}, {2}}}, {1, {{4}}}});
  CAF_REQUIRE_EQUAL(x.rounds.size(), 3u);
  CAF_CHECK_EQUAL(gone(x, 0), 4u);
  CAF_CHECK_EQUAL(gone(x, 1), 3u);
  CAF_CHECK_EQUAL(numbers(x.rounds[2].votes), (list{5, 7}));
  CAF_CHECK_EQUAL(leader(x), 2u);
}

// -- properties ---------------------------------------------------------------

namespace {

constexpr std::uint32_t options = 6;

// A drawn ballot: each byte a rank, 0 a skipped one, over 200 an overvote.
using drawn_ballot = std::vector<std::uint8_t>;

std::string canonical(const drawn_ballot& drawn) {
  paper ranks;
  std::set<std::uint32_t> seen;
  for (auto byte : drawn) {
    std::uint32_t option = byte % (options + 1U);
    bool fresh = option != 0 && seen.insert(option).second;
    if (fresh && byte > 200 && !ranks.empty()) {
      ranks.back().push_back(option);
    } else if (fresh) {
      ranks.push_back({option});
    } else if (option == 0) {
      ranks.push_back({});
    }
  }
  return seen.empty() ? to_canonical(blank_choice{})
                      : to_canonical(ranking_of(ranks));
}

tally tally_of_drawn(const std::vector<drawn_ballot>& ballots) {
  tally votes;
  for (const auto& ballot : ballots) {
    votes.add(canonical(ballot));
  }
  return votes;
}

counting_rules drawn_rules(std::uint8_t n) {
  auto rules = runoff();
  rules.overvotes = n % 2 == 0 ? overvote_rule::exhaust : overvote_rule::skip;
  rules.skipped_ranks = n / 2 % 2 == 0 ? skipped_rank_rule::skip
                                       : skipped_rank_rule::exhaust_at_two;
  rules.stop = n / 4 % 2 == 0 ? stop_rule::majority : stop_rule::two_remain;
  rules.ties = static_cast<tie_rule>(1 + n / 8 % 3);
  rules.lot_seed = "seed";
  return rules;
}

std::uint64_t sum(const std::vector<option_votes>& votes) {
  std::uint64_t all = 0;
  for (auto x : numbers(votes)) {
    all += x;
  }
  return all;
}

// All there is to see of a count.
std::string shown(const contest_count& x) {
  std::string text = std::to_string(x.ballots) + '/' + std::to_string(x.blank)
                     + '/' + std::to_string(leader(x)) + '/'
                     + std::to_string(x.margin);
  for (const auto& round : x.rounds) {
    text += '\n';
    for (const auto* part : {&round.votes, &round.transfers}) {
      for (const auto& [option, votes] : *part) {
        text +=
          std::to_string(option.value) + ':' + std::to_string(votes) + ' ';
      }
    }
    text += std::to_string(round.exhausted) + ' '
            + std::to_string(
              round.eliminated.empty() ? 0 : round.eliminated.front().value)
            + ' ' + to_string(round.reason) + ' '
            + std::to_string(round.transferred_to_exhausted);
  }
  return text;
}

} // namespace

CAF_TEST(no ballot is lost or won in any round) {
  CAF_CHECK(rc::check("conserved", [](const std::vector<drawn_ballot>& ballots,
                                      std::uint8_t n) {
    auto x = count_of(ranked(options, drawn_rules(n)), tally_of_drawn(ballots));
    RC_ASSERT(x.ballots == ballots.size());
    for (std::size_t i = 0; i < x.rounds.size(); ++i) {
      const auto& round = x.rounds[i];
      RC_ASSERT(sum(round.votes) + round.exhausted + x.blank == x.ballots);
      bool last = i + 1 == x.rounds.size();
      RC_ASSERT(round.eliminated.empty() == last);
      if (!last) {
        const auto& next = x.rounds[i + 1];
        RC_ASSERT(next.votes.size() + 1 == round.votes.size());
        RC_ASSERT(next.exhausted
                  == round.exhausted + round.transferred_to_exhausted);
        auto loser = std::find_if(
          round.votes.begin(), round.votes.end(),
          [&](const auto& v) { return v.option == round.eliminated.front(); });
        RC_ASSERT(loser != round.votes.end());
        RC_ASSERT(loser->votes
                  == sum(round.transfers) + round.transferred_to_exhausted);
        for (const auto& v : round.votes) {
          RC_ASSERT(v.votes >= loser->votes);
        }
      }
    }
    if (x.leader()) {
      for (const auto& v : x.rounds.back().votes) {
        if (v.option == *x.leader()) {
          RC_ASSERT(v.votes > 0U);
        } else {
          RC_ASSERT(v.votes + x.margin <= x.ballots);
        }
      }
    }
  }));
}

CAF_TEST(the order of ballots is irrelevant) {
  CAF_CHECK(
    rc::check("order", [](std::vector<drawn_ballot> ballots, std::uint8_t n) {
      auto rules = ranked(options, drawn_rules(n));
      auto x = shown(count_of(rules, tally_of_drawn(ballots)));
      std::reverse(ballots.begin(), ballots.end());
      RC_ASSERT(shown(count_of(rules, tally_of_drawn(ballots))) == x);
      std::sort(ballots.begin(), ballots.end());
      RC_ASSERT(shown(count_of(rules, tally_of_drawn(ballots))) == x);
    }));
}

CAF_TEST(merged tallies of parts count like the tally of all) {
  CAF_CHECK(rc::check("merge", [](const std::vector<drawn_ballot>& first,
                                  const std::vector<drawn_ballot>& second,
                                  std::uint8_t n) {
    auto rules = ranked(options, drawn_rules(n));
    auto merged = tally_of_drawn(second);
    merged.add(tally_of_drawn(first));
    auto all = first;
    all.insert(all.end(), second.begin(), second.end());
    RC_ASSERT(shown(count_of(rules, merged))
              == shown(count_of(rules, tally_of_drawn(all))));
  }));
}

CAF_TEST(a majority of first preferences wins under every rule) {
  CAF_CHECK(rc::check("majority", [](std::vector<drawn_ballot> ballots,
                                     std::uint8_t n, std::uint8_t favourite) {
    auto option = static_cast<std::uint8_t>(1 + favourite % options);
    ballots.resize(ballots.size() * 2 + 1, drawn_ballot{option});
    auto x = count_of(ranked(options, drawn_rules(n)), tally_of_drawn(ballots));
    RC_ASSERT(leader(x) == option);
  }));
}

CAF_TEST(reasons have names) {
  std::set<std::string> names;
  for (auto x : {reason::none, reason::fewest_votes, reason::tie_previous_round,
                 reason::tie_ballot_order, reason::tie_lot}) {
    names.insert(to_string(x));
  }
  CAF_CHECK_EQUAL(names.size(), 5u);
  CAF_CHECK_EQUAL(names.count("invalid"), 0u);
}
