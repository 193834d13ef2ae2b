#include "domain/instant_runoff.hpp"

#include <algorithm>
#include <utility>

#include "domain/lot.hpp"
#include "domain/preferences.hpp"

namespace scrutin {

namespace {

using position = std::uint16_t;

class runoff {
public:
  runoff(const election& rules, const contest& where, const tally& votes)
    : rules_(rules), where_(where),
      ballots_(read_preferences(rules.runoff, where, votes)),
      piles_(where.options.size()), votes_(where.options.size()),
      stands_(where.options.size()) {
    count_.ballots = votes.total();
    count_.blank = ballots_.blank;
    for (auto mark : ballots_.marks) {
      if (mark != preferences::end_of_paper) {
        stands_[mark] = true;
      }
    }
    for (std::size_t i = 0; i < stands_.size(); ++i) {
      if (stands_[i]) {
        continuing_.push_back(static_cast<position>(i));
      }
    }
  }

  contest_count run() {
    deal(std::exchange(ballots_.papers, {}));
    list_first_preferences();
    if (count_.ballots == count_.blank) {
      return std::move(count_);
    }
    start_round();
    while (!decided()) {
      eliminate(weakest());
      start_round();
    }
    finish();
    return std::move(count_);
  }

private:
  struct choice {
    position loser = 0;
    elimination_reason reason = elimination_reason::none;
  };

  // -- ballots ----------------------------------------------------------------

  void deal(const std::vector<preferences::paper>& pile) {
    // Papers of a pile lie far apart: without looking ahead, a count of many
    // distinct ballots mostly waits for memory.
    constexpr std::size_t ahead = 16;
    for (std::size_t i = 0; i < pile.size(); ++i) {
      if (i + ahead < pile.size()) {
        __builtin_prefetch(&ballots_.marks[pile[i + ahead].next]);
      }
      deal(pile[i]);
    }
  }

  // Lays a paper on the pile of its most preferred continuing option.
  void deal(preferences::paper paper) {
    auto mark = ballots_.marks[paper.next];
    while (mark != preferences::end_of_paper && !stands_[mark]) {
      mark = ballots_.marks[++paper.next];
    }
    if (mark == preferences::end_of_paper) {
      exhausted_ += paper.ballots;
      return;
    }
    piles_[mark].push_back(paper);
    votes_[mark] += paper.ballots;
  }

  void eliminate(choice chosen) {
    auto& round = count_.rounds.back();
    round.eliminated = where_.options[chosen.loser].id;
    round.reason = chosen.reason;
    stands_[chosen.loser] = false;
    continuing_.erase(
      std::find(continuing_.begin(), continuing_.end(), chosen.loser));
    auto exhausted_before = exhausted_;
    auto votes_before = votes_;
    deal(std::exchange(piles_[chosen.loser], {}));
    for (auto i : continuing_) {
      if (votes_[i] != votes_before[i]) {
        round.transfers.push_back(
          {where_.options[i].id, votes_[i] - votes_before[i]});
      }
    }
    round.transferred_to_exhausted = exhausted_ - exhausted_before;
  }

  // -- rounds -----------------------------------------------------------------

  void list_first_preferences() {
    for (std::size_t i = 0; i < votes_.size(); ++i) {
      count_.votes.push_back({where_.options[i].id, votes_[i]});
    }
  }

  void start_round() {
    auto& round = count_.rounds.emplace_back();
    for (auto i : continuing_) {
      round.votes.push_back({where_.options[i].id, votes_[i]});
    }
    round.exhausted = exhausted_;
    history_.push_back(votes_);
  }

  [[nodiscard]] bool decided() const {
    if (continuing_.size() <= 2) {
      return true;
    }
    auto most = votes_[strongest()];
    switch (rules_.runoff.stop) {
    case stop_rule::majority:
      return most > count_.ballots - count_.blank - exhausted_ - most;
    case stop_rule::two_remain:
      return false;
    }
    return true;
  }

  void finish() {
    if (continuing_.empty()) {
      return;
    }
    auto first = strongest();
    std::uint64_t next = 0;
    for (auto i : continuing_) {
      next = i == first ? next : std::max(next, votes_[i]);
    }
    count_.margin = votes_[first] - next;
    if (count_.margin == 0) {
      // Only two that remain can be equal here.
      auto lost = weakest();
      count_.rounds.back().reason = lost.reason;
      first = continuing_[continuing_.front() == lost.loser ? 1 : 0];
    }
    count_.leader = where_.options[first].id;
  }

  [[nodiscard]] position strongest() const {
    return *std::max_element(
      continuing_.begin(), continuing_.end(),
      [&](auto x, auto y) { return votes_[x] < votes_[y]; });
  }

  // -- ties -------------------------------------------------------------------

  [[nodiscard]] choice weakest() const {
    auto tied = fewest(continuing_, votes_);
    if (tied.size() == 1) {
      return {tied.front(), elimination_reason::fewest_votes};
    }
    switch (rules_.runoff.ties) {
    case tie_rule::previous_round:
      return by_previous_rounds(std::move(tied));
    case tie_rule::ballot_order:
      break;
    case tie_rule::lot:
      return by_lot(tied);
    }
    return {tied.back(), elimination_reason::tie_ballot_order};
  }

  // Those of `among` with fewest votes, in ballot order.
  static std::vector<position> fewest(const std::vector<position>& among,
                                      const std::vector<std::uint64_t>& votes) {
    std::vector<position> tied;
    for (auto i : among) {
      if (!tied.empty() && votes[i] < votes[tied.front()]) {
        tied.clear();
      }
      if (tied.empty() || votes[i] == votes[tied.front()]) {
        tied.push_back(i);
      }
    }
    return tied;
  }

  // Each earlier round, the nearest first, keeps those that had fewest then.
  [[nodiscard]] choice by_previous_rounds(std::vector<position> tied) const {
    for (auto votes = history_.rbegin() + 1; votes != history_.rend();
         ++votes) {
      tied = fewest(tied, *votes);
      if (tied.size() == 1) {
        return {tied.front(), elimination_reason::tie_previous_round};
      }
    }
    return {tied.back(), elimination_reason::tie_ballot_order};
  }

  [[nodiscard]] choice by_lot(const std::vector<position>& tied) const {
    auto lot = [&](position i) {
      return lot_of(rules_.runoff.lot_seed, {rules_.id, where_.region},
                    where_.options[i].id);
    };
    auto drawn =
      std::min_element(tied.begin(), tied.end(),
                       [&](auto x, auto y) { return lot(x) < lot(y); });
    return {*drawn, elimination_reason::tie_lot};
  }

  const election& rules_;
  const contest& where_;
  preferences ballots_;
  /// By position: the papers that count for the option. They are moved, not
  /// pointed to, for that reads memory in order.
  std::vector<std::vector<preferences::paper>> piles_;
  std::vector<std::uint64_t> votes_;
  std::uint64_t exhausted_ = 0;
  /// In ballot order.
  std::vector<position> continuing_;
  std::vector<bool> stands_;
  /// By round, then by position.
  std::vector<std::vector<std::uint64_t>> history_;
  contest_count count_;
};

} // namespace

contest_count count_instant_runoff(const election& rules, const contest& where,
                                   const tally& votes) {
  return runoff{rules, where, votes}.run();
}

} // namespace scrutin
