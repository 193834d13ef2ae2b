// Goal: what must hold of every count. Method: random small elections by every
// method. What one method says of another is checked too, where they agree.
#define CAF_SUITE counting_properties
#include "caf/test/unit_test.hpp"

#include <functional>
#include <set>

#include <rapidcheck.h>

#include "domain/counting/count.hpp"
#include "tests/fixtures/ballots.hpp"
#include "tests/fixtures/elections.hpp"

using namespace scrutin;
using namespace scrutin::fixtures;

namespace {

constexpr std::uint32_t options = 4;

// Rankings without repeats; some options are left out.
std::vector<letters> drawn_rankings() {
  std::vector<letters> piles;
  auto count = *rc::gen::inRange(1, 7);
  for (int i = 0; i < count; ++i) {
    std::string all = "ABCD";
    std::string ranks;
    auto length = *rc::gen::inRange<std::size_t>(0, 5);
    while (ranks.size() < length) {
      auto at = *rc::gen::inRange<std::size_t>(0, all.size());
      ranks += all[at];
      all.erase(at, 1);
    }
    piles.push_back({*rc::gen::inRange<std::uint64_t>(1, 9), ranks});
  }
  return piles;
}

count_terms ranked_terms(counting_method x, std::uint32_t seats) {
  auto how = terms(x, options, seats);
  how.rules.ties = tie_rule::lot;
  how.rules.lot_seed = "seed";
  return how;
}

const std::vector<counting_method> ranked_methods = {
  counting_method::instant_runoff, counting_method::transferable_vote,
  counting_method::borda, counting_method::schulze,
  counting_method::ranked_pairs};

std::uint32_t seats_of(counting_method x) {
  return x == counting_method::transferable_vote ? 2 : 1;
}

bool same(const contest_count& x, const contest_count& y) {
  auto rounds = x.rounds.size() == y.rounds.size();
  for (std::size_t i = 0; rounds && i < x.rounds.size(); ++i) {
    const auto& a = x.rounds[i];
    const auto& b = y.rounds[i];
    rounds = votes_of(a.votes) == votes_of(b.votes)
             && a.exhausted == b.exhausted && a.lost == b.lost
             && a.eliminated == b.eliminated && a.elected == b.elected;
  }
  return rounds && x.ballots == y.ballots && x.blank == y.blank
         && votes_of(x.votes) == votes_of(y.votes) && x.winners == y.winners
         && x.undecided == y.undecided && x.margin == y.margin
         && x.pairs.ballots == y.pairs.ballots;
}

void check(const std::string& what, const std::function<void()>& property) {
  CAF_CHECK(rc::check(what, property));
}

} // namespace

CAF_TEST(in every round all ballots are somewhere) {
  check("conserved", [] {
    auto papers = papers_of(drawn_rankings());
    for (auto surplus : {surplus_rule::fractional, surplus_rule::whole}) {
      for (auto x : {counting_method::instant_runoff,
                     counting_method::transferable_vote}) {
        auto how = ranked_terms(x, seats_of(x));
        how.rules.surplus = surplus;
        how.rules.decimals = 3;
        auto count = counted(how, papers);
        std::uint64_t unit = count.decimals == 3 ? 1000 : 1;
        for (const auto& round : count.rounds) {
          auto sum = round.exhausted + round.lost + count.blank * unit;
          for (auto votes : votes_of(round.votes)) {
            sum += votes;
          }
          RC_ASSERT(sum == count.ballots * unit);
        }
      }
    }
  });
}

CAF_TEST(the order of papers and how they are split do not matter) {
  check("order", [] {
    auto piles = drawn_rankings();
    std::vector<letters> other;
    for (const auto& pile : piles) {
      for (std::uint64_t i = 0; i < pile.ballots; ++i) {
        other.insert(other.begin(), {1, pile.ranks});
      }
    }
    for (auto x : ranked_methods) {
      auto how = ranked_terms(x, seats_of(x));
      RC_ASSERT(
        same(counted(how, papers_of(piles)), counted(how, papers_of(other))));
      how.rules.surplus = surplus_rule::whole;
      RC_ASSERT(
        same(counted(how, papers_of(piles)), counted(how, papers_of(other))));
    }
  });
}

CAF_TEST(who beats everyone in pairs is elected by pairs) {
  check("condorcet", [] {
    auto papers = papers_of(drawn_rankings());
    auto by_schulze =
      counted(ranked_terms(counting_method::schulze, 1), papers);
    auto by_pairs =
      counted(ranked_terms(counting_method::ranked_pairs, 1), papers);
    const auto& pairs = by_schulze.pairs;
    for (std::size_t i = 0; i < options; ++i) {
      auto beats_all = true;
      for (std::size_t j = 0; j < options; ++j) {
        beats_all =
          beats_all && (i == j || pairs.over(i, j) > pairs.over(j, i));
      }
      if (beats_all) {
        RC_ASSERT(by_schulze.winners.at(0).value == i + 1);
        RC_ASSERT(by_pairs.winners.at(0).value == i + 1);
      }
    }
  });
}

CAF_TEST(one more ballot for a plurality winner keeps it) {
  check("monotone", [] {
    std::vector<letters> piles;
    for (char option = 'A'; option <= 'D'; ++option) {
      piles.push_back(
        {*rc::gen::inRange<std::uint64_t>(0, 9), std::string(1, option)});
    }
    auto how = ranked_terms(counting_method::plurality, 1);
    auto before = counted(how, papers_of(piles));
    RC_PRE(before.leader().has_value());
    piles[before.winners.at(0).value - 1].ballots += 1;
    RC_ASSERT(counted(how, papers_of(piles)).winners == before.winners);
  });
}

CAF_TEST(batches elect whom single eliminations elect) {
  check("batch", [] {
    auto papers = papers_of(drawn_rankings());
    auto how = ranked_terms(counting_method::instant_runoff, 1);
    auto one = counted(how, papers);
    how.rules.elimination = elimination_rule::batch;
    auto batch = counted(how, papers);
    RC_PRE(one.ties.empty() && batch.ties.empty());
    RC_ASSERT(one.winners == batch.winners);
  });
}

CAF_TEST(plurality is approval of one option) {
  check("approval", [] {
    std::vector<letters> piles;
    for (char option = 'A'; option <= 'D'; ++option) {
      piles.push_back(
        {*rc::gen::inRange<std::uint64_t>(1, 9), std::string(1, option)});
    }
    auto papers = papers_of(piles);
    RC_ASSERT(
      same(counted(ranked_terms(counting_method::plurality, 1), papers),
           counted(ranked_terms(counting_method::approval, 1), papers)));
  });
}

CAF_TEST(borda is a score of places) {
  check("borda", [] {
    auto piles = drawn_rankings();
    std::vector<scored> scores;
    for (const auto& pile : piles) {
      auto& ballot = scores.emplace_back();
      ballot.ballots = pile.ballots;
      ballot.scores.assign(options, 0);
      for (std::size_t place = 0; place < pile.ranks.size(); ++place) {
        ballot.scores[static_cast<std::size_t>(pile.ranks[place] - 'A')] =
          static_cast<std::uint32_t>(options - 1 - place);
      }
    }
    auto by_places =
      counted(ranked_terms(counting_method::borda, 1), papers_of(piles));
    auto by_scores =
      counted(ranked_terms(counting_method::score, 1), papers_of(scores));
    RC_ASSERT(votes_of(by_places.votes) == votes_of(by_scores.votes));
    RC_ASSERT(by_places.winners == by_scores.winners);
  });
}

CAF_TEST(an open tie never hides who beats everyone in pairs) {
  check("condorcet without a tie rule", [] {
    auto papers = papers_of(drawn_rankings());
    for (auto x : {counting_method::schulze, counting_method::ranked_pairs}) {
      auto count = counted(terms(x, options), papers);
      const auto& pairs = count.pairs;
      for (std::size_t i = 0; i < options; ++i) {
        auto beats_all = true;
        for (std::size_t j = 0; j < options; ++j) {
          beats_all =
            beats_all && (i == j || pairs.over(i, j) > pairs.over(j, i));
        }
        if (beats_all) {
          RC_ASSERT(count.undecided.empty());
          RC_ASSERT(
            count.winners
            == (std::vector<option_id>{{static_cast<std::uint32_t>(i + 1)}}));
        }
      }
    }
  });
}

CAF_TEST(among three options strongest paths and ranked pairs agree) {
  // A circle of three loses its weakest victory by both, so that they agree
  // where no two are equally strong.
  check("three", [] {
    // Many ballots from the first case on: of few, most pairs are equal.
    auto ballots = rc::gen::resize(rc::kNominalSize,
                                   rc::gen::inRange<std::uint64_t>(0, 1000));
    std::vector<letters> piles;
    for (const auto* ranks :
         {"ABC", "ACB", "BAC", "BCA", "CAB", "CBA", "A", "B", "C"}) {
      piles.push_back({*ballots, ranks});
    }
    auto papers = papers_of(piles);
    for (auto strength :
         {strength_rule::winning_votes, strength_rule::margins}) {
      auto how = terms(counting_method::schulze, 3);
      how.rules.strength = strength;
      auto by_schulze = counted(how, papers);
      std::set<std::uint64_t> strengths;
      for (std::size_t i = 0; i < 3; ++i) {
        for (std::size_t j = 0; j < i; ++j) {
          auto one = by_schulze.pairs.over(i, j);
          auto other = by_schulze.pairs.over(j, i);
          RC_PRE(one != other);
          strengths.insert(strength == strength_rule::margins
                             ? std::max(one, other) - std::min(one, other)
                             : std::max(one, other));
        }
      }
      RC_PRE(strengths.size() == 3U);
      how.method = counting_method::ranked_pairs;
      auto by_pairs = counted(how, papers);
      RC_ASSERT(by_schulze.winners.size() == 1U);
      RC_ASSERT(by_pairs.winners == by_schulze.winners);
    }
  });
}

CAF_TEST(one seat by transfers is an instant runoff) {
  // With full rankings nothing is exhausted, so that a Droop quota of one seat
  // is more than half of the continuing ballots; who has as many as all others
  // together wins by either, but for ties.
  check("one seat", [] {
    std::vector<letters> piles;
    auto count = *rc::gen::inRange(1, 7);
    for (int i = 0; i < count; ++i) {
      std::string left = "ABCD";
      std::string ranks;
      while (!left.empty()) {
        auto at = *rc::gen::inRange<std::size_t>(0, left.size());
        ranks += left[at];
        left.erase(at, 1);
      }
      piles.push_back({*rc::gen::inRange<std::uint64_t>(1, 30), ranks});
    }
    auto papers = papers_of(piles);
    auto runoff = counted(terms(counting_method::instant_runoff, 4), papers);
    auto transfers =
      counted(terms(counting_method::transferable_vote, 4), papers);
    RC_PRE(runoff.undecided.empty() && transfers.undecided.empty());
    RC_ASSERT(runoff.winners == transfers.winners);
  });
}

CAF_TEST(one more approval or score for a winner keeps it) {
  check("monotone", [] {
    std::vector<letters> sets;
    std::vector<scored> scores;
    for (const auto* set : {"A", "B", "C", "AB", "BC", "AC"}) {
      sets.push_back({*rc::gen::inRange<std::uint64_t>(0, 9), set});
      std::vector<std::uint32_t> drawn;
      for (int i = 0; i < 3; ++i) {
        drawn.push_back(*rc::gen::inRange<std::uint32_t>(0, 6));
      }
      scores.push_back({1, drawn});
    }
    auto approval = terms(counting_method::approval, 3);
    auto before = counted(approval, papers_of(sets));
    if (before.leader()) {
      auto winner = before.leader()->value - 1;
      sets.push_back({1, std::string(1, static_cast<char>('A' + winner))});
      auto after = counted(approval, papers_of(sets));
      RC_ASSERT(after.winners == before.winners);
      RC_ASSERT(after.margin == before.margin + 1);
    }
    auto score = terms(counting_method::score, 3);
    before = counted(score, papers_of(scores));
    if (before.leader()) {
      std::vector<std::uint32_t> more(3, 0);
      more[before.leader()->value - 1] = 5;
      scores.push_back({1, more});
      auto after = counted(score, papers_of(scores));
      RC_ASSERT(after.winners == before.winners);
      RC_ASSERT(after.margin == before.margin + 5);
    }
  });
}

CAF_TEST(merged tallies of parts count like the tally of all) {
  check("merge", [] {
    auto drawn = [] {
      std::vector<pile> piles;
      for (const auto& [ballots, ranks] : drawn_rankings()) {
        paper marks;
        for (auto letter : ranks) {
          marks.push_back({static_cast<std::uint32_t>(letter - 'A' + 1)});
        }
        if (!marks.empty()) {
          piles.push_back({ballots, marks});
        }
      }
      return piles;
    };
    auto first = drawn();
    auto second = drawn();
    auto all = first;
    all.insert(all.end(), second.begin(), second.end());
    auto merged = tally_of(second);
    merged.add(tally_of(first));
    for (auto x : ranked_methods) {
      auto held = ranked(options, ranked_terms(x, 1).rules);
      held.method = x;
      held.contests.front().seats = seats_of(x);
      RC_ASSERT(same(count_of(held, merged), count_of(held, tally_of(all))));
    }
  });
}
