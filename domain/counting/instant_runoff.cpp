#include "domain/counting/instant_runoff.hpp"

#include <algorithm>
#include <utility>

#include "domain/counting/most_votes.hpp"
#include "domain/counting/runoff_round.hpp"
#include "domain/counting/ties.hpp"

namespace scrutin {

namespace {

using position = ballot_position;

class runoff {
public:
  runoff(const count_terms& terms, const ballot_papers& papers)
    : terms_(terms), marks_(papers.marks), count_(begin_count(terms, papers)),
      ties_(terms, count_), piles_(terms.options.size()),
      votes_(terms.options.size()), stands_(terms.options.size()) {
    for (const auto& paper : papers.papers) {
      for (auto at = paper.first; marks_[at] != ballot_papers::end_of_paper;
           ++at) {
        stands_[marks_[at]] = true;
      }
    }
    for (std::size_t i = 0; i < stands_.size(); ++i) {
      if (stands_[i]) {
        continuing_.push_back(static_cast<position>(i));
      }
    }
    deal(papers.papers);
    for (std::size_t i = 0; i < votes_.size(); ++i) {
      count_.votes[i].votes = votes_[i];
      first_round_votes_ += votes_[i];
    }
  }

  contest_count run() {
    if (count_.ballots == count_.blank) {
      return std::move(count_);
    }
    start_round();
    while (
      !ends_runoff(terms_.rules, count_.rounds.back(), first_round_votes_)) {
      if (!eliminate()) {
        return std::move(count_);
      }
      start_round();
    }
    finish();
    return std::move(count_);
  }

private:
  // -- ballots ----------------------------------------------------------------

  void deal(const std::vector<ballot_papers::paper>& pile) {
    // Papers of a pile lie far apart: without looking ahead, a count of many
    // distinct ballots mostly waits for memory.
    constexpr std::size_t ahead = 16;
    for (std::size_t i = 0; i < pile.size(); ++i) {
      if (i + ahead < pile.size()) {
        __builtin_prefetch(&marks_[pile[i + ahead].first]);
      }
      deal(pile[i]);
    }
  }

  // Lays a paper on the pile of its most preferred continuing option.
  void deal(ballot_papers::paper paper) {
    auto mark = marks_[paper.first];
    while (mark != ballot_papers::end_of_paper && !stands_[mark]) {
      mark = marks_[++paper.first];
    }
    if (mark == ballot_papers::end_of_paper) {
      exhausted_ += paper.ballots;
      return;
    }
    piles_[mark].push_back(paper);
    votes_[mark] += paper.ballots;
  }

  // -- rounds -----------------------------------------------------------------

  void start_round() {
    auto& round = count_.rounds.emplace_back();
    for (auto i : continuing_) {
      round.votes.push_back({terms_.options[i], votes_[i]});
    }
    round.exhausted = exhausted_;
  }

  // @returns false where a tie stays open.
  bool eliminate() {
    auto leaving = at(weakest_together(terms_.rules, count_.rounds.back()));
    auto reason = elimination_reason::cannot_win;
    if (leaving.empty()) {
      auto one = weakest();
      if (!one) {
        return false;
      }
      leaving = {*one};
      reason = reason_of(ties_.last());
    }
    auto& round = count_.rounds.back();
    round.reason = reason;
    history_.push_back(votes_);
    for (auto i : leaving) {
      round.eliminated.push_back(terms_.options[i]);
      stands_[i] = false;
      continuing_.erase(std::find(continuing_.begin(), continuing_.end(), i));
    }
    auto exhausted_before = exhausted_;
    for (auto i : leaving) {
      deal(std::exchange(piles_[i], {}));
    }
    const auto& votes_before = history_.back();
    for (auto i : continuing_) {
      if (votes_[i] != votes_before[i]) {
        round.transfers.push_back(
          {terms_.options[i], votes_[i] - votes_before[i]});
      }
    }
    round.transferred_to_exhausted = exhausted_ - exhausted_before;
    return true;
  }

  void finish() {
    if (continuing_.empty()) {
      return;
    }
    auto first = continuing_[strongest(count_.rounds.back())];
    count_.margin = lead_of(count_.rounds.back());
    if (count_.margin == 0 && continuing_.size() == 2) {
      auto lost = weakest();
      if (!lost) {
        return;
      }
      count_.rounds.back().reason = reason_of(ties_.last());
      first = continuing_[continuing_.front() == *lost ? 1 : 0];
    }
    count_.winners = {terms_.options[first]};
    count_.rounds.back().elected = count_.winners;
  }

  // Who has fewest votes, or yields among those that have.
  std::optional<position> weakest() {
    return ties_.loser(tie_question::elimination,
                       at(weakest_alone(count_.rounds.back())), history_);
  }

  // Places of the round at hand as positions.
  [[nodiscard]] std::vector<position>
  at(const std::vector<std::size_t>& places) const {
    std::vector<position> positions;
    for (auto place : places) {
      positions.push_back(continuing_[place]);
    }
    return positions;
  }

  const count_terms& terms_;
  const std::vector<position>& marks_;
  contest_count count_;
  tie_breaker ties_;
  /// By position: the papers that count for the option. They are moved, not
  /// pointed to, for that reads memory in order.
  std::vector<std::vector<ballot_papers::paper>> piles_;
  std::vector<std::uint64_t> votes_;
  std::uint64_t first_round_votes_ = 0;
  std::uint64_t exhausted_ = 0;
  /// In ballot order.
  std::vector<position> continuing_;
  std::vector<bool> stands_;
  /// Votes by position, of each round but the one at hand.
  tie_breaker::history history_;
};

} // namespace

contest_count count_instant_runoff(const count_terms& terms,
                                   const ballot_papers& papers) {
  return runoff{terms, papers}.run();
}

} // namespace scrutin
