#include "domain/counting/most_votes.hpp"

#include <algorithm>

#include "domain/counting/ties.hpp"

namespace scrutin {

namespace {

// Seats the options with most votes; without votes, nobody.
void elect_most(const count_terms& terms, contest_count& count) {
  std::vector<ballot_position> order;
  for (std::size_t i = 0; i < terms.options.size(); ++i) {
    if (count.votes[i].votes > 0) {
      order.push_back(static_cast<ballot_position>(i));
    }
  }
  auto votes = [&](ballot_position i) { return count.votes[i].votes; };
  std::stable_sort(order.begin(), order.end(),
                   [&](auto x, auto y) { return votes(x) > votes(y); });
  auto seats = std::size_t{terms.seats};
  seats = std::min(seats, order.size());
  if (seats == terms.seats) {
    count.margin =
      votes(order[seats - 1])
      - (order.size() > seats ? votes(order[seats]) : std::uint64_t{0});
  }
  tie_breaker ties{terms, count};
  std::size_t next = 0;
  while (count.winners.size() < seats) {
    auto end = next;
    while (end < order.size() && votes(order[end]) == votes(order[next])) {
      ++end;
    }
    std::vector<ballot_position> equal{
      order.begin() + static_cast<std::ptrdiff_t>(next),
      order.begin() + static_cast<std::ptrdiff_t>(end)};
    next = end;
    // Equals that all win a seat need no decision.
    while (!equal.empty() && count.winners.size() < seats) {
      auto all_win = equal.size() <= seats - count.winners.size();
      auto chosen = all_win ? std::optional{equal.front()}
                            : ties.winner(tie_question::election, equal);
      if (!chosen) {
        return;
      }
      count.winners.push_back(terms.options[*chosen]);
      equal.erase(std::find(equal.begin(), equal.end(), *chosen));
    }
  }
}

} // namespace

contest_count begin_count(const count_terms& terms,
                          const ballot_papers& papers) {
  contest_count count;
  count.ballots = papers.ballots();
  count.blank = papers.blank;
  count.withdrawn = papers.withdrawn;
  count.written_in = papers.written_in;
  for (auto option : terms.options) {
    count.votes.push_back({option, 0});
  }
  return count;
}

contest_count count_choices(const count_terms& terms,
                            const ballot_papers& papers) {
  auto count = begin_count(terms, papers);
  for (const auto& paper : papers.papers) {
    for (auto at = paper.first; papers.marks[at] != ballot_papers::end_of_paper;
         ++at) {
      count.votes[papers.marks[at]].votes += paper.ballots;
    }
  }
  elect_most(terms, count);
  return count;
}

contest_count count_scores(const count_terms& terms,
                           const ballot_papers& papers) {
  auto count = begin_count(terms, papers);
  for (const auto& paper : papers.papers) {
    for (auto at = paper.first; papers.marks[at] != ballot_papers::end_of_paper;
         at += 2) {
      count.votes[papers.marks[at]].votes +=
        paper.ballots * papers.marks[at + 1];
    }
  }
  elect_most(terms, count);
  return count;
}

contest_count count_points(const count_terms& terms,
                           const ballot_papers& papers) {
  auto count = begin_count(terms, papers);
  auto rule = terms.rules.points;
  std::uint64_t options = terms.options.size();
  std::uint64_t unit = rule == points_rule::average ? 10 : 1;
  count.decimals = rule == points_rule::average ? 1 : 0;
  std::vector<bool> ranked(options);
  for (const auto& paper : papers.papers) {
    auto end = paper.first;
    while (papers.marks[end] != ballot_papers::end_of_paper) {
      ++end;
    }
    std::uint64_t ranks = end - paper.first;
    if (ranks == 0) {
      continue; // Nothing counts on it: it is as a blank one.
    }
    auto points = rule == points_rule::modified ? ranks : options - 1;
    for (auto at = paper.first; at < end; ++at, --points) {
      count.votes[papers.marks[at]].votes += unit * points * paper.ballots;
    }
    if (rule != points_rule::average || ranks == options) {
      continue;
    }
    // Those left out would have had 0 to left-1 points, (left-1)/2 on average.
    auto share = (options - ranks - 1) * unit / 2;
    std::fill(ranked.begin(), ranked.end(), false);
    for (auto at = paper.first; at < end; ++at) {
      ranked[papers.marks[at]] = true;
    }
    for (std::size_t i = 0; i < options; ++i) {
      count.votes[i].votes += ranked[i] ? 0 : share * paper.ballots;
    }
  }
  elect_most(terms, count);
  return count;
}

} // namespace scrutin
