#include "domain/counting/ties.hpp"

#include <algorithm>
#include <utility>

#include "domain/counting/lot.hpp"

namespace scrutin {

namespace {

using positions = std::vector<ballot_position>;

// Those of `among` with most, or fewest, votes; in the order they had.
template <class Better>
positions best(const positions& among, const std::vector<std::uint64_t>& votes,
               Better better) {
  positions chosen;
  for (auto i : among) {
    if (!chosen.empty() && better(votes[i], votes[chosen.front()])) {
      chosen.clear();
    }
    if (chosen.empty() || votes[i] == votes[chosen.front()]) {
      chosen.push_back(i);
    }
  }
  return chosen;
}

bool looks_back(tie_rule x) {
  return x == tie_rule::previous_round || x == tie_rule::previous_round_then_lot
         || x == tie_rule::previous_round_then_official;
}

} // namespace

elimination_reason reason_of(std::optional<tie_decider> by) {
  if (!by) {
    return elimination_reason::fewest_votes;
  }
  switch (*by) {
  case tie_decider::previous_round:
    return elimination_reason::tie_previous_round;
  case tie_decider::ballot_order:
    return elimination_reason::tie_ballot_order;
  case tie_decider::lot:
    return elimination_reason::tie_lot;
  case tie_decider::official:
    return elimination_reason::tie_official;
  case tie_decider::preferred:
  case tie_decider::score:
  case tie_decider::highest_scores:
    break;
  }
  broken_invariant("an elimination decided by scores");
}

std::optional<ballot_position> tie_breaker::loser(tie_question about,
                                                  const positions& tied,
                                                  const history& before) {
  return decide(side::yields, about, tied, before);
}

std::optional<ballot_position> tie_breaker::winner(tie_question about,
                                                   const positions& tied,
                                                   const history& before) {
  return decide(side::prevails, about, tied, before);
}

void tie_breaker::note(tie_question about, const positions& tied,
                       ballot_position chosen, tie_decider by) {
  count_.ties.push_back({about, named(tied), terms_.options[chosen], by,
                         static_cast<std::uint32_t>(count_.rounds.size())});
  last_ = by;
}

std::optional<ballot_position> tie_breaker::decide(side wanted,
                                                   tie_question about,
                                                   positions tied,
                                                   const history& before) {
  last_.reset();
  if (tied.size() == 1) {
    return tied.front();
  }
  auto all = tied;
  auto chose = [&](std::optional<ballot_position> chosen, tie_decider by) {
    if (chosen) {
      note(about, all, *chosen, by);
    } else {
      count_.undecided = named(tied);
    }
    return chosen;
  };
  auto rule = terms_.rules.ties;
  if (looks_back(rule)) {
    // Each earlier round, the nearest first, keeps those that were furthest
    // behind, or ahead, then.
    for (auto votes = before.rbegin(); votes != before.rend(); ++votes) {
      tied = wanted == side::yields ? best(tied, *votes, std::less<>{})
                                    : best(tied, *votes, std::greater<>{});
      if (tied.size() == 1) {
        return chose(tied.front(), tie_decider::previous_round);
      }
    }
  }
  switch (rule) {
  case tie_rule::previous_round:
  case tie_rule::ballot_order:
    break;
  case tie_rule::lot:
  case tie_rule::previous_round_then_lot:
    return chose(by_lot(wanted, tied), tie_decider::lot);
  case tie_rule::official:
  case tie_rule::previous_round_then_official:
    return chose(by_official(wanted, tied), tie_decider::official);
  case tie_rule::unresolved:
    return chose(std::nullopt, tie_decider::ballot_order);
  }
  return chose(wanted == side::yields ? tied.back() : tied.front(),
               tie_decider::ballot_order);
}

std::optional<ballot_position>
tie_breaker::by_lot(side wanted, const positions& tied) const {
  auto lower = [this](ballot_position x, ballot_position y) {
    auto lot = [this](ballot_position i) {
      return lot_of(terms_.rules.lot_seed, terms_.contest, terms_.options[i]);
    };
    return lot(x) < lot(y);
  };
  return wanted == side::yields
           ? *std::min_element(tied.begin(), tied.end(), lower)
           : *std::max_element(tied.begin(), tied.end(), lower);
}

std::optional<ballot_position>
tie_breaker::by_official(side wanted, const positions& tied) const {
  auto place = [this](ballot_position i) {
    return std::find(terms_.drawn.begin(), terms_.drawn.end(),
                     terms_.options[i]);
  };
  auto drawn = std::all_of(tied.begin(), tied.end(), [&](auto i) {
    return place(i) != terms_.drawn.end();
  });
  if (!drawn) {
    return std::nullopt;
  }
  auto earlier = [&](auto x, auto y) { return place(x) < place(y); };
  return wanted == side::prevails
           ? *std::min_element(tied.begin(), tied.end(), earlier)
           : *std::max_element(tied.begin(), tied.end(), earlier);
}

std::vector<option_id> tie_breaker::named(const positions& x) const {
  std::vector<option_id> options;
  for (auto i : x) {
    options.push_back(terms_.options[i]);
  }
  std::sort(options.begin(), options.end(), [this](auto a, auto b) {
    const auto& all = terms_.options;
    return std::find(all.begin(), all.end(), a)
           < std::find(all.begin(), all.end(), b);
  });
  return options;
}

} // namespace scrutin
