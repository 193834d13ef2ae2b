#include "domain/counting/runoff_round.hpp"

#include <algorithm>
#include <numeric>

namespace scrutin {

bool ends_runoff(const counting_rules& rules, const count_round& round,
                 std::uint64_t first_round_votes) {
  if (round.votes.size() <= 2) {
    return true;
  }
  auto most = round.votes[strongest(round)].votes;
  switch (rules.stop) {
  case stop_rule::majority: {
    auto continuing = std::accumulate(
      round.votes.begin(), round.votes.end(), std::uint64_t{0},
      [](std::uint64_t sum, const auto& x) { return sum + x.votes; });
    return most > continuing - most;
  }
  case stop_rule::two_remain:
    return false;
  case stop_rule::first_round_majority:
    return most > first_round_votes / 2;
  }
  return true;
}

std::vector<std::size_t> weakest_together(const counting_rules& rules,
                                          const count_round& round) {
  if (rules.elimination != elimination_rule::batch) {
    return {};
  }
  std::vector<std::size_t> order(round.votes.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](auto x, auto y) {
    return round.votes[x].votes < round.votes[y].votes;
  });
  std::size_t size = 0;
  std::uint64_t together = 0;
  for (std::size_t i = 0; i + 2 < order.size(); ++i) {
    together += round.votes[order[i]].votes;
    if (together < round.votes[order[i + 1]].votes) {
      size = i + 1;
    }
  }
  order.resize(size < 2 ? 0 : size);
  std::sort(order.begin(), order.end());
  return order;
}

std::vector<std::size_t> weakest_alone(const count_round& round) {
  std::vector<std::size_t> tied;
  for (std::size_t i = 0; i < round.votes.size(); ++i) {
    auto votes = round.votes[i].votes;
    if (!tied.empty() && votes < round.votes[tied.front()].votes) {
      tied.clear();
    }
    if (tied.empty() || votes == round.votes[tied.front()].votes) {
      tied.push_back(i);
    }
  }
  return tied;
}

std::size_t strongest(const count_round& round) {
  auto found = std::max_element(
    round.votes.begin(), round.votes.end(),
    [](const auto& x, const auto& y) { return x.votes < y.votes; });
  return static_cast<std::size_t>(found - round.votes.begin());
}

std::uint64_t lead_of(const count_round& round) {
  auto first = strongest(round);
  std::uint64_t next = 0;
  for (std::size_t i = 0; i < round.votes.size(); ++i) {
    next = i == first ? next : std::max(next, round.votes[i].votes);
  }
  return round.votes[first].votes - next;
}

} // namespace scrutin
