#include "domain/counting/star.hpp"

#include <algorithm>
#include <utility>

#include "domain/counting/most_votes.hpp"
#include "domain/counting/ties.hpp"

namespace scrutin {

namespace {

using position = ballot_position;

class star {
public:
  star(const count_terms& terms, const ballot_papers& papers)
    : terms_(terms), count_(begin_count(terms, papers)), ties_(terms, count_),
      highest_(terms.options.size()) {
    count_.pairs = pair_votes{terms.options.size()};
    for (const auto& paper : papers.papers) {
      read(papers, paper);
    }
  }

  contest_count run() {
    std::vector<position> left;
    for (std::size_t i = 0; i < terms_.options.size(); ++i) {
      if (sum(i) > 0) {
        left.push_back(static_cast<position>(i));
      }
    }
    if (left.empty()) {
      return std::move(count_);
    }
    start_score_round();
    std::vector<position> finalists;
    while (finalists.size() < 2 && !left.empty()) {
      auto next = next_finalists(left, 2 - finalists.size());
      if (next.empty()) {
        return std::move(count_);
      }
      for (auto x : next) {
        finalists.push_back(x);
        left.erase(std::find(left.begin(), left.end(), x));
      }
    }
    if (finalists.size() == 1) {
      elect(finalists.front());
      count_.margin = sum(finalists.front());
      return std::move(count_);
    }
    std::sort(finalists.begin(), finalists.end());
    run_off(finalists);
    return std::move(count_);
  }

private:
  void read(const ballot_papers& papers, const ballot_papers::paper& paper) {
    scores_.assign(terms_.options.size(), 0);
    for (auto at = paper.first; papers.marks[at] != ballot_papers::end_of_paper;
         at += 2) {
      scores_[papers.marks[at]] = papers.marks[at + 1];
    }
    for (std::size_t i = 0; i < scores_.size(); ++i) {
      count_.votes[i].votes += scores_[i] * paper.ballots;
      highest_[i] +=
        scores_[i] == terms_.rules.score_max ? paper.ballots : std::uint64_t{0};
      for (std::size_t j = 0; j < scores_.size(); ++j) {
        if (scores_[i] > scores_[j]) {
          count_.pairs.over(i, j) += paper.ballots;
        }
      }
    }
  }

  [[nodiscard]] std::uint64_t sum(std::size_t i) const {
    return count_.votes[i].votes;
  }

  void start_score_round() {
    count_.rounds.emplace_back().votes = count_.votes;
  }

  void elect(position x) {
    count_.winners = {terms_.options[x]};
    count_.rounds.back().elected = count_.winners;
  }

  // Those of `among` with most of what `value` says.
  template <class Value>
  static std::vector<position> most(const std::vector<position>& among,
                                    Value value) {
    std::uint64_t best = 0;
    for (auto x : among) {
      best = std::max(best, value(x));
    }
    std::vector<position> found;
    std::copy_if(among.begin(), among.end(), std::back_inserter(found),
                 [&](auto x) { return value(x) == best; });
    return found;
  }

  // How many of `among` more ballots score higher than this one than lower.
  [[nodiscard]] std::uint64_t
  defeats(position x, const std::vector<position>& among) const {
    return static_cast<std::uint64_t>(
      std::count_if(among.begin(), among.end(), [&](auto y) {
        return count_.pairs.over(y, x) > count_.pairs.over(x, y);
      }));
  }

  // Those of `among` who lose less often to the others than some do; nobody
  // where all lose as often.
  [[nodiscard]] std::vector<position>
  without_most_defeats(const std::vector<position>& among) const {
    auto worst = most(among, [&](position x) { return defeats(x, among); });
    std::vector<position> kept;
    std::set_difference(among.begin(), among.end(), worst.begin(), worst.end(),
                        std::back_inserter(kept));
    return kept;
  }

  // The next that advance, at least one and at most as many as there are
  // places; none where a tie stays open. Equals that all have a place need no
  // decision between them.
  std::vector<position> next_finalists(const std::vector<position>& left,
                                       std::size_t places) {
    auto tied = most(left, [this](position x) { return sum(x); });
    if (tied.size() <= places) {
      return tied;
    }
    auto in_play = tied;
    for (auto kept = without_most_defeats(tied); !kept.empty();
         kept = without_most_defeats(in_play)) {
      if (kept.size() <= places) {
        return noted(tied, kept, tie_decider::preferred);
      }
      in_play = kept;
    }
    return by_highest_scores(tied, in_play, places);
  }

  std::vector<position> by_highest_scores(const std::vector<position>& tied,
                                          const std::vector<position>& left,
                                          std::size_t places) {
    auto highest = most(left, [this](position x) { return highest_[x]; });
    if (highest.size() <= places) {
      return noted(tied, highest, tie_decider::highest_scores);
    }
    auto chosen = ties_.winner(tie_question::election, highest);
    return chosen ? std::vector<position>{*chosen} : std::vector<position>{};
  }

  std::vector<position> noted(const std::vector<position>& tied,
                              std::vector<position> chosen, tie_decider by) {
    for (auto x : chosen) {
      ties_.note(tie_question::election, tied, x, by);
    }
    return chosen;
  }

  void run_off(const std::vector<position>& finalists) {
    auto one = finalists[0];
    auto other = finalists[1];
    auto for_one = count_.pairs.over(one, other);
    auto for_other = count_.pairs.over(other, one);
    auto& round = count_.rounds.emplace_back();
    round.votes = {{terms_.options[one], for_one},
                   {terms_.options[other], for_other}};
    round.exhausted = count_.ballots - count_.blank - for_one - for_other;
    count_.margin = std::max(for_one, for_other) - std::min(for_one, for_other);
    if (for_one != for_other) {
      elect(for_one > for_other ? one : other);
      return;
    }
    if (sum(one) != sum(other)) {
      auto chosen = sum(one) > sum(other) ? one : other;
      ties_.note(tie_question::election, finalists, chosen, tie_decider::score);
      elect(chosen);
      return;
    }
    auto chosen = by_highest_scores(finalists, finalists, 1);
    if (!chosen.empty()) {
      elect(chosen.front());
    }
  }

  const count_terms& terms_;
  contest_count count_;
  tie_breaker ties_;
  /// By position: ballots that give the highest score.
  std::vector<std::uint64_t> highest_;
  /// Of the ballot at hand, by position.
  std::vector<std::uint64_t> scores_;
};

} // namespace

contest_count count_star(const count_terms& terms,
                         const ballot_papers& papers) {
  return star{terms, papers}.run();
}

} // namespace scrutin
