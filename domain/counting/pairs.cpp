#include "domain/counting/pairs.hpp"

#include <algorithm>
#include <cstdint>
#include <utility>

#include "domain/counting/most_votes.hpp"
#include "domain/counting/ties.hpp"

namespace scrutin {

namespace {

using position = ballot_position;

contest_count begin_pairs(const count_terms& terms,
                          const ballot_papers& papers) {
  auto count = begin_count(terms, papers);
  count.pairs = count_pairs(terms, papers);
  for (const auto& paper : papers.papers) {
    if (papers.marks[paper.first] == ballot_papers::end_of_paper) {
      continue;
    }
    auto at = paper.first;
    do {
      auto mark = papers.marks[at];
      count.votes[mark & ~ballot_papers::with_previous].votes += paper.ballots;
      ++at;
    } while (papers.marks[at] != ballot_papers::end_of_paper
             && (papers.marks[at] & ballot_papers::with_previous) != 0);
  }
  return count;
}

// Options that some ballot ranks, in ballot order: others cannot win.
std::vector<position> ranked_options(const contest_count& count) {
  std::vector<position> ranked;
  const auto& pairs = count.pairs;
  for (std::size_t i = 0; i < pairs.options; ++i) {
    auto mentioned = count.votes[i].votes > 0;
    for (std::size_t j = 0; j < pairs.options && !mentioned; ++j) {
      mentioned = pairs.over(i, j) > 0;
    }
    if (mentioned) {
      ranked.push_back(static_cast<position>(i));
    }
  }
  return ranked;
}

// Of two victories the greater is the stronger; nothing is the least.
using victory_strength = std::pair<std::uint64_t, std::uint64_t>;

victory_strength strength(strength_rule rule, const pair_votes& pairs,
                          std::size_t one, std::size_t other) {
  auto won = pairs.over(one, other);
  auto lost = pairs.over(other, one);
  if (won <= lost) {
    return {};
  }
  // Of as many winning votes, those against fewer are stronger.
  return rule == strength_rule::margins
           ? victory_strength{won - lost, 0}
           : victory_strength{won, UINT64_MAX - lost};
}

// Elects one of those that nothing tells apart; with a tie rule.
void elect_one(const count_terms& terms, contest_count& count,
               const std::vector<position>& best) {
  if (best.empty()) {
    return;
  }
  tie_breaker ties{terms, count};
  auto winner = ties.winner(tie_question::election, best);
  if (!winner) {
    return;
  }
  count.winners = {terms.options[*winner]};
  const auto& pairs = count.pairs;
  std::optional<std::uint64_t> narrowest;
  for (std::size_t i = 0; i < pairs.options; ++i) {
    if (i != *winner) {
      auto won = pairs.over(*winner, i);
      auto lost = pairs.over(i, *winner);
      auto by = won > lost ? won - lost : 0;
      narrowest = std::min(narrowest.value_or(by), by);
    }
  }
  count.margin = narrowest.value_or(count.votes[*winner].votes);
}

// -- ranked pairs -------------------------------------------------------------

// The fewest options that beat all others, in ballot order (Smith set): who
// beats everyone, where there is such a one. No victory outside of it can
// change who wins, nor can the order in which those are taken.
std::vector<position> dominant_options(const pair_votes& pairs,
                                       const std::vector<position>& among) {
  auto beats = [&](position x, position y) {
    return pairs.over(x, y) > pairs.over(y, x);
  };
  auto score = [&](position x) {
    std::size_t twice = 0;
    for (auto y : among) {
      twice += beats(x, y) ? 2 : beats(y, x) ? 0 : 1;
    }
    return twice;
  };
  // Who has most victories, and half for a tie, is always one of them; so is
  // whoever one of them does not beat.
  std::vector<position> found;
  std::size_t most = 0;
  for (auto x : among) {
    if (auto its = score(x); found.empty() || its > most) {
      found = {x};
      most = its;
    }
  }
  auto left = among;
  for (std::size_t next = 0; next < found.size(); ++next) {
    auto member = found[next];
    auto beaten = std::stable_partition(left.begin(), left.end(), [&](auto x) {
      return x == member || beats(member, x);
    });
    for (auto x = beaten; x != left.end(); ++x) {
      if (std::find(found.begin(), found.end(), *x) == found.end()) {
        found.push_back(*x);
      }
    }
    left.erase(beaten, left.end());
  }
  std::sort(found.begin(), found.end());
  return found;
}

struct victory {
  position winner = 0;
  position loser = 0;
  victory_strength strength;
};

// What is affirmed, closed under "beats, or beats one that beats".
class affirmed_victories {
public:
  explicit affirmed_victories(std::size_t options)
    : options_(options), reach_(options * options) {}

  [[nodiscard]] bool reaches(std::size_t from, std::size_t to) const {
    return reach_[from * options_ + to];
  }

  // @returns false where it would close a circle.
  bool affirm(const victory& x) {
    if (reaches(x.loser, x.winner)) {
      return false;
    }
    for (std::size_t i = 0; i < options_; ++i) {
      if (i != x.winner && !reaches(i, x.winner)) {
        continue;
      }
      for (std::size_t j = 0; j < options_; ++j) {
        if (j == x.loser || reaches(x.loser, j)) {
          reach_[i * options_ + j] = true;
        }
      }
    }
    return true;
  }

private:
  std::size_t options_;
  std::vector<bool> reach_;
};

class ranked_pairs {
public:
  // @param among: in ballot order; victories over others are left aside.
  ranked_pairs(const count_terms& terms, contest_count& count,
               const std::vector<position>& among)
    : ties_(terms, count), affirmed_(terms.options.size()) {
    const auto& pairs = count.pairs;
    for (auto i : among) {
      for (auto j : among) {
        auto has = strength(terms.rules.strength, pairs, i, j);
        if (has > victory_strength{}) {
          victories_.push_back({i, j, has});
        }
      }
    }
    std::stable_sort(victories_.begin(), victories_.end(), stronger);
  }

  // @returns false where a tie stays open.
  bool affirm_all() {
    for (auto first = victories_.begin(); first != victories_.end();) {
      auto end = std::find_if(first, victories_.end(), [&](const auto& x) {
        return stronger(*first, x);
      });
      if (!affirm_equal({first, end})) {
        return false;
      }
      first = end;
    }
    return true;
  }

  [[nodiscard]] std::vector<position>
  unbeaten(const std::vector<position>& among) const {
    std::vector<position> found;
    for (auto x : among) {
      auto beaten = std::any_of(among.begin(), among.end(), [&](auto y) {
        return affirmed_.reaches(y, x);
      });
      if (!beaten) {
        found.push_back(x);
      }
    }
    return found;
  }

private:
  static bool stronger(const victory& x, const victory& y) {
    return x.strength > y.strength;
  }

  bool affirm_equal(std::vector<victory> equal) {
    auto together = affirmed_;
    auto closes_circle = false;
    for (const auto& x : equal) {
      // One that the stronger ones contradict is no matter of order.
      if (!affirmed_.reaches(x.loser, x.winner)) {
        closes_circle = !together.affirm(x) || closes_circle;
      }
    }
    if (!closes_circle) {
      affirmed_ = together;
      return true;
    }
    if (!order_by_rule(equal)) {
      return false;
    }
    for (const auto& x : equal) {
      affirmed_.affirm(x);
    }
    return true;
  }

  // The victory over who yields soonest by the tie rule comes first; of those
  // over the same option, that of who prevails. So who prevails among a circle
  // of equals is the last to be beaten, which closes the circle.
  bool order_by_rule(std::vector<victory>& equal) {
    std::vector<position> tied;
    for (const auto& x : equal) {
      tied.push_back(x.winner);
      tied.push_back(x.loser);
    }
    std::sort(tied.begin(), tied.end());
    tied.erase(std::unique(tied.begin(), tied.end()), tied.end());
    std::vector<position> order;
    while (!tied.empty()) {
      auto first = ties_.winner(tie_question::order, tied);
      if (!first) {
        return false;
      }
      order.push_back(*first);
      tied.erase(std::find(tied.begin(), tied.end(), *first));
    }
    auto place = [&](position x) {
      return std::find(order.begin(), order.end(), x) - order.begin();
    };
    std::sort(equal.begin(), equal.end(), [&](const auto& x, const auto& y) {
      return x.loser != y.loser ? place(x.loser) > place(y.loser)
                                : place(x.winner) < place(y.winner);
    });
    return true;
  }

  tie_breaker ties_;
  std::vector<victory> victories_;
  affirmed_victories affirmed_;
};

} // namespace

pair_votes count_pairs(const count_terms& terms, const ballot_papers& papers) {
  pair_votes pairs{terms.options.size()};
  // Who a ballot has not ranked yet, as a list that ranks are taken out of.
  std::vector<position> below;
  for (const auto& paper : papers.papers) {
    below.resize(terms.options.size());
    for (std::size_t i = 0; i < below.size(); ++i) {
      below[i] = static_cast<position>(i);
    }
    for (auto at = paper.first;
         papers.marks[at] != ballot_papers::end_of_paper;) {
      auto first = at;
      do {
        auto option = static_cast<position>(papers.marks[at]
                                            & ~ballot_papers::with_previous);
        below.erase(std::find(below.begin(), below.end(), option));
        ++at;
      } while (papers.marks[at] != ballot_papers::end_of_paper
               && (papers.marks[at] & ballot_papers::with_previous) != 0);
      for (auto i = first; i < at; ++i) {
        auto option = papers.marks[i] & ~ballot_papers::with_previous;
        auto* row = &pairs.ballots[option * pairs.options];
        for (auto other : below) {
          row[other] += paper.ballots;
        }
      }
    }
  }
  return pairs;
}

contest_count count_schulze(const count_terms& terms,
                            const ballot_papers& papers) {
  auto count = begin_pairs(terms, papers);
  auto among = ranked_options(count);
  auto options = terms.options.size();
  std::vector<victory_strength> paths(options * options);
  auto path = [&](position i, position j) -> victory_strength& {
    return paths[i * options + j];
  };
  for (auto i : among) {
    for (auto j : among) {
      path(i, j) = strength(terms.rules.strength, count.pairs, i, j);
    }
  }
  for (auto by : among) {
    for (auto i : among) {
      for (auto j : among) {
        if (i != j) {
          path(i, j) = std::max(path(i, j), std::min(path(i, by), path(by, j)));
        }
      }
    }
  }
  std::vector<position> best;
  std::copy_if(
    among.begin(), among.end(), std::back_inserter(best), [&](auto i) {
      return std::all_of(among.begin(), among.end(),
                         [&](auto j) { return path(i, j) >= path(j, i); });
    });
  elect_one(terms, count, best);
  return count;
}

contest_count count_ranked_pairs(const count_terms& terms,
                                 const ballot_papers& papers) {
  auto count = begin_pairs(terms, papers);
  auto among = dominant_options(count.pairs, ranked_options(count));
  ranked_pairs order{terms, count, among};
  if (order.affirm_all()) {
    elect_one(terms, count, order.unbeaten(among));
  }
  return count;
}

} // namespace scrutin
