#include "domain/counting/transferable_vote.hpp"

#include <algorithm>
#include <utility>

#include "domain/counting/most_votes.hpp"
#include "domain/counting/ties.hpp"
#include "domain/counting/whole_ballots.hpp"

namespace scrutin {

namespace {

using position = ballot_position;

__extension__ using wide = unsigned __int128;

enum class standing : unsigned char { absent, continuing, elected, excluded };

class transferable_vote {
public:
  transferable_vote(const count_terms& terms, const ballot_papers& papers)
    : terms_(terms), marks_(papers.marks), count_(begin_count(terms, papers)),
      ties_(terms, count_), piles_(terms.options.size()),
      votes_(terms.options.size()), standing_(terms.options.size()) {
    count_.decimals = is_whole() ? 0 : terms.rules.decimals;
    unit_ = units_of_a_vote(count_);
    for (const auto& paper : papers.papers) {
      for (auto at = paper.first; marks_[at] != ballot_papers::end_of_paper;
           ++at) {
        standing_[marks_[at]] = standing::continuing;
      }
    }
    auto first =
      is_whole() ? merged_papers(marks_, papers.papers) : papers.papers;
    for (const auto& paper : first) {
      deal({paper.first, paper.ballots, unit_});
    }
    std::uint64_t valid = 0;
    for (std::size_t i = 0; i < votes_.size(); ++i) {
      count_.votes[i].votes = votes_[i];
      valid += votes_[i] / unit_;
    }
    count_.quota = quota_of(valid) * unit_;
  }

  contest_count run() {
    if (count_.ballots == count_.blank) {
      return std::move(count_);
    }
    while (true) {
      start_round();
      if (!elect_by_quota() || fill_last_seats() || !move_votes()) {
        break;
      }
    }
    find_margin();
    return std::move(count_);
  }

private:
  /// A paper on its way, and what each of its ballots is worth, in units.
  struct valued_paper {
    std::size_t next = 0;
    std::uint64_t ballots = 0;
    std::uint64_t value = 0;
  };

  [[nodiscard]] bool is_whole() const {
    return terms_.rules.surplus == surplus_rule::whole;
  }

  [[nodiscard]] std::uint64_t quota_of(std::uint64_t valid) const {
    switch (terms_.rules.quota) {
    case quota_rule::droop:
      return valid / (terms_.seats + 1) + 1;
    case quota_rule::hare:
      return std::max<std::uint64_t>(valid / terms_.seats, 1);
    }
    broken_invariant("a transferable vote without a quota");
  }

  // -- papers -----------------------------------------------------------------

  // The place in `marks_` of the paper's next continuing option, or its end.
  [[nodiscard]] std::size_t next_of(std::size_t at) const {
    while (marks_[at] != ballot_papers::end_of_paper
           && standing_[marks_[at]] != standing::continuing) {
      ++at;
    }
    return at;
  }

  void deal(valued_paper paper) {
    paper.next = next_of(paper.next);
    auto mark = marks_[paper.next];
    auto votes = paper.ballots * paper.value;
    if (mark == ballot_papers::end_of_paper) {
      exhausted_ += votes;
      return;
    }
    votes_[mark] += votes;
    piles_[mark].push_back(paper);
  }

  // -- rounds -----------------------------------------------------------------

  void start_round() {
    auto& round = count_.rounds.emplace_back();
    for (std::size_t i = 0; i < votes_.size(); ++i) {
      if (standing_[i] == standing::continuing
          || standing_[i] == standing::elected) {
        round.votes.push_back({terms_.options[i], votes_[i]});
      }
    }
    round.exhausted = exhausted_;
    round.lost = lost_;
  }

  [[nodiscard]] std::size_t open_seats() const {
    return terms_.seats - count_.winners.size();
  }

  [[nodiscard]] std::vector<position> those(standing wanted) const {
    std::vector<position> found;
    for (std::size_t i = 0; i < standing_.size(); ++i) {
      if (standing_[i] == wanted) {
        found.push_back(static_cast<position>(i));
      }
    }
    return found;
  }

  // Most votes first; equal ones in ballot order.
  [[nodiscard]] std::vector<position> strongest_first() const {
    auto order = those(standing::continuing);
    std::stable_sort(order.begin(), order.end(),
                     [&](auto x, auto y) { return votes_[x] > votes_[y]; });
    return order;
  }

  void elect(position x) {
    standing_[x] = standing::elected;
    count_.winners.push_back(terms_.options[x]);
    count_.rounds.back().elected.push_back(terms_.options[x]);
  }

  // @returns false where a tie stays open: with few ballots a Hare quota can
  // be met by more options than there are seats.
  bool elect_by_quota() {
    auto order = strongest_first();
    while (!order.empty() && open_seats() > 0
           && votes_[order.front()] >= count_.quota) {
      auto end = std::find_if(order.begin(), order.end(), [&](auto x) {
        return votes_[x] != votes_[order.front()];
      });
      std::vector<position> equal{order.begin(), end};
      auto chosen = equal.size() <= open_seats()
                      ? std::optional{equal.front()}
                      : ties_.winner(tie_question::election, equal, history_);
      if (!chosen) {
        return false;
      }
      elect(*chosen);
      order.erase(std::find(order.begin(), order.end(), *chosen));
    }
    return true;
  }

  [[nodiscard]] std::uint64_t surplus_of(position x) const {
    return votes_[x] > count_.quota ? votes_[x] - count_.quota : 0;
  }

  // @returns whether no seat is open any more.
  bool fill_last_seats() {
    auto order = strongest_first();
    if (open_seats() == 0) {
      return true;
    }
    if (order.size() <= open_seats()) {
      for (auto x : order) {
        elect(x);
      }
      return true;
    }
    return false;
  }

  // Passes on a surplus, or excludes.
  // @returns false where a tie stays open.
  bool move_votes() {
    auto before = votes_;
    auto exhausted_before = exhausted_;
    if (!pass_surplus() && !exclude()) {
      return false;
    }
    auto& round = count_.rounds.back();
    for (auto x : those(standing::continuing)) {
      if (votes_[x] != before[x]) {
        round.transfers.push_back({terms_.options[x], votes_[x] - before[x]});
      }
    }
    round.transferred_to_exhausted = exhausted_ - exhausted_before;
    history_.push_back(std::move(before));
    return true;
  }

  // @returns false where there is none, and where a tie stays open.
  bool pass_surplus() {
    std::vector<position> largest;
    for (auto x : those(standing::elected)) {
      auto surplus = surplus_of(x);
      auto most = largest.empty() ? 0 : surplus_of(largest.front());
      if (surplus > most) {
        largest.clear();
      }
      if (surplus > 0 && surplus >= most) {
        largest.push_back(x);
      }
    }
    if (largest.empty()) {
      return false;
    }
    auto from = ties_.winner(tie_question::surplus, largest, history_);
    if (!from) {
      return false;
    }
    count_.rounds.back().surplus_of = terms_.options[*from];
    auto surplus = surplus_of(*from);
    if (is_whole()) {
      pass_whole(*from, surplus);
    } else {
      pass_fractions(*from, surplus);
    }
    votes_[*from] = count_.quota;
    return true;
  }

  void pass_fractions(position from, std::uint64_t surplus) {
    auto all = votes_[from];
    std::uint64_t passed = 0;
    for (auto paper : std::exchange(piles_[from], {})) {
      paper.value =
        static_cast<std::uint64_t>(wide{surplus} * paper.value / all);
      passed += paper.ballots * paper.value;
      if (paper.value > 0) {
        deal(paper);
      }
    }
    lost_ += surplus - passed;
  }

  void pass_whole(position from, std::uint64_t surplus) {
    std::vector<ballot_papers::paper> movable;
    for (const auto& paper : piles_[from]) {
      if (marks_[next_of(paper.next)] != ballot_papers::end_of_paper) {
        movable.push_back({paper.next, paper.ballots});
      }
    }
    // Papers that came different ways may say the same from here on.
    movable = merged_papers(marks_, std::move(movable));
    auto taken = share_out(movable, surplus, marks_,
                           terms_.rules.lot_seed + "|"
                             + std::to_string(count_.rounds.size()));
    std::uint64_t passed = 0;
    for (std::size_t i = 0; i < movable.size(); ++i) {
      passed += taken[i];
      if (taken[i] > 0) {
        deal({movable[i].first, taken[i], unit_});
      }
    }
    piles_[from].clear();
    // Where fewer could move than the surplus, the others have no more to say.
    exhausted_ += surplus - passed;
  }

  bool exclude() {
    if (!count_.undecided.empty()) {
      return false;
    }
    auto order = strongest_first();
    std::vector<position> tied;
    for (auto x : those(standing::continuing)) {
      if (votes_[x] == votes_[order.back()]) {
        tied.push_back(x);
      }
    }
    auto loser = ties_.loser(tie_question::elimination, tied, history_);
    if (!loser) {
      return false;
    }
    auto& round = count_.rounds.back();
    round.eliminated = {terms_.options[*loser]};
    round.reason = reason_of(ties_.last());
    excluded_ = *loser;
    before_exclusion_ = votes_;
    standing_[*loser] = standing::excluded;
    votes_[*loser] = 0;
    for (const auto& paper : std::exchange(piles_[*loser], {})) {
      deal(paper);
    }
    return true;
  }

  // What the last elected has more than the strongest that still continues, or
  // where nobody does, than the last excluded had in the round before.
  void find_margin() {
    if (count_.winners.empty() || open_seats() > 0) {
      return;
    }
    auto last = position_of(count_.winners.back());
    auto left = strongest_first();
    if (!left.empty()) {
      count_.margin = more(votes_[last], votes_[left.front()]);
    } else if (excluded_) {
      count_.margin =
        more(before_exclusion_[last], before_exclusion_[*excluded_]);
    }
  }

  static std::uint64_t more(std::uint64_t x, std::uint64_t y) {
    return x > y ? x - y : 0;
  }

  [[nodiscard]] std::size_t position_of(option_id option) const {
    return static_cast<std::size_t>(
      std::find(terms_.options.begin(), terms_.options.end(), option)
      - terms_.options.begin());
  }

  const count_terms& terms_;
  const std::vector<position>& marks_;
  contest_count count_;
  tie_breaker ties_;
  std::uint64_t unit_ = 1;
  /// By position.
  std::vector<std::vector<valued_paper>> piles_;
  std::vector<std::uint64_t> votes_;
  std::vector<standing> standing_;
  std::uint64_t exhausted_ = 0;
  std::uint64_t lost_ = 0;
  /// The last one.
  std::optional<position> excluded_;
  std::vector<std::uint64_t> before_exclusion_;
  tie_breaker::history history_;
};

} // namespace

contest_count count_transferable_vote(const count_terms& terms,
                                      const ballot_papers& papers) {
  return transferable_vote{terms, papers}.run();
}

} // namespace scrutin
