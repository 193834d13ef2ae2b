#include "domain/counting/running_runoff.hpp"

#include <algorithm>
#include <utility>

#include "domain/counting/runoff_round.hpp"
#include "domain/result.hpp"

namespace scrutin {

namespace {

ballot_papers ruled_papers(const count_terms& terms, const tally& votes) {
  auto ruled = apply_ballot_rules(terms, read_papers(terms, votes));
  if (!ruled) {
    broken_invariant("a counted ballot that its contest does not allow");
  }
  return std::move(*ruled);
}

} // namespace

running_runoff::running_runoff(count_terms terms) : terms_(std::move(terms)) {
}

void running_runoff::restart(const tally& all) {
  auto counted = count_papers(terms_, read_papers(terms_, all));
  if (!counted) {
    broken_invariant("a counted ballot that its contest does not allow");
  }
  count_ = std::move(*counted);
  index_rounds();
}

void running_runoff::index_rounds() {
  rounds_standing_.assign(terms_.options.size(), 0);
  places_.clear();
  for (const auto& round : count_.rounds) {
    auto& places = places_.emplace_back(terms_.options.size());
    std::size_t place = 0;
    for (std::size_t i = 0; i < terms_.options.size(); ++i) {
      if (place < round.votes.size()
          && round.votes[place].option == terms_.options[i]) {
        places[i] = place++;
        rounds_standing_[i] = places_.size();
      }
    }
  }
}

bool running_runoff::add(const std::vector<tally_entry>& more) {
  tally added;
  added.add(more);
  auto papers = ruled_papers(terms_, added);
  count_.ballots += papers.ballots();
  count_.blank += papers.blank;
  if (count_.rounds.empty()) {
    return papers.papers.empty();
  }
  for (const auto& paper : papers.papers) {
    for (auto i = paper.first; papers.marks[i] != ballot_papers::end_of_paper;
         ++i) {
      if (rounds_standing_[papers.marks[i]] == 0) {
        return false; // the first ballot to rank it: it is in every round
      }
    }
  }
  for (const auto& paper : papers.papers) {
    walk(papers.marks, paper.first, paper.ballots);
  }
  if (!goes_the_same_way()) {
    return false;
  }
  finish();
  return true;
}

bool running_runoff::stands_in(ballot_position mark, std::size_t round) const {
  return round < rounds_standing_[mark];
}

void running_runoff::walk(const std::vector<ballot_position>& marks,
                          std::size_t first, std::uint64_t ballots) {
  auto mark = marks[first];
  if (mark != ballot_papers::end_of_paper) {
    count_.votes[mark].votes += ballots;
  }
  for (std::size_t i = 0; i < count_.rounds.size(); ++i) {
    auto before = mark;
    while (mark != ballot_papers::end_of_paper && !stands_in(mark, i)) {
      mark = marks[++first];
    }
    if (mark != before) {
      transfer(i - 1, mark, ballots);
    }
    auto& round = count_.rounds[i];
    if (mark == ballot_papers::end_of_paper) {
      round.exhausted += ballots;
    } else {
      round.votes[places_[i][mark]].votes += ballots;
    }
  }
}

// Transfers stand in ballot order, and only those that move a vote.
void running_runoff::transfer(std::size_t from_round, ballot_position to,
                              std::uint64_t ballots) {
  auto& round = count_.rounds[from_round];
  if (to == ballot_papers::end_of_paper) {
    round.transferred_to_exhausted += ballots;
    return;
  }
  auto place_of = [&](const option_votes& x) {
    auto found =
      std::find(terms_.options.begin(), terms_.options.end(), x.option);
    return found - terms_.options.begin();
  };
  auto at = std::find_if(round.transfers.begin(), round.transfers.end(),
                         [&](const auto& x) { return place_of(x) >= to; });
  if (at == round.transfers.end() || at->option != terms_.options[to]) {
    at = round.transfers.insert(at, {terms_.options[to], 0});
  }
  at->votes += ballots;
}

bool running_runoff::goes_the_same_way() const {
  if (!count_.ties.empty() || !count_.undecided.empty()) {
    return false; // they may be ties no more
  }
  std::uint64_t first_round_votes = 0;
  for (const auto& x : count_.rounds.front().votes) {
    first_round_votes += x.votes;
  }
  for (const auto& round : count_.rounds) {
    auto is_last = &round == &count_.rounds.back();
    if (ends_runoff(terms_.rules, round, first_round_votes) != is_last) {
      return false;
    }
    if (is_last) {
      break;
    }
    auto leaving = weakest_together(terms_.rules, round);
    if (leaving.empty()) {
      leaving = weakest_alone(round);
      if (leaving.size() > 1) {
        return false;
      }
    }
    auto same =
      std::equal(leaving.begin(), leaving.end(), round.eliminated.begin(),
                 round.eliminated.end(), [&](auto place, auto id) {
                   return round.votes[place].option == id;
                 });
    if (!same) {
      return false;
    }
  }
  return lead_of(count_.rounds.back()) > 0;
}

void running_runoff::finish() {
  auto& last = count_.rounds.back();
  count_.margin = lead_of(last);
  count_.winners = {last.votes[strongest(last)].option};
  last.elected = count_.winners;
}

} // namespace scrutin
