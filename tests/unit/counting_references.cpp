// Goal: instant-runoffs and transferable votes agree with counts written a
// second time. Method: a straightforward count, ballot by ballot and round by
// round, from the text of the rules and without the code under test, beside it
// on random small elections.
#define CAF_SUITE counting_references
#include "caf/test/unit_test.hpp"

#include <algorithm>
#include <map>
#include <set>

#include <rapidcheck.h>

#include "tests/fixtures/ballots.hpp"

using namespace scrutin;
using namespace scrutin::fixtures;

namespace {

using totals = std::map<char, std::uint64_t>;

const std::string all_options = "ABCDE";

// Rankings without repeats, many of them cut short. Few ballots, so that ties
// are frequent, or many.
std::vector<letters> drawn_piles() {
  std::vector<letters> piles;
  auto ballots_max = *rc::gen::element<std::uint64_t>(2, 5, 60);
  auto count = *rc::gen::inRange(1, 10);
  for (int i = 0; i < count; ++i) {
    auto left = all_options;
    std::string ranks;
    auto length = *rc::gen::inRange<std::size_t>(0, 6);
    while (ranks.size() < length) {
      auto at = *rc::gen::inRange<std::size_t>(0, left.size());
      ranks += left[at];
      left.erase(at, 1);
    }
    piles.push_back(
      {*rc::gen::inRange<std::uint64_t>(1, ballots_max + 1), ranks});
  }
  return piles;
}

std::vector<std::string> single_ballots(const std::vector<letters>& piles) {
  std::vector<std::string> ballots;
  for (const auto& [count, ranks] : piles) {
    ballots.insert(ballots.end(), ranks.empty() ? 0 : count, ranks);
  }
  return ballots;
}

std::set<char> ranked_by_any(const std::vector<std::string>& ballots) {
  std::set<char> found;
  for (const auto& ballot : ballots) {
    found.insert(ballot.begin(), ballot.end());
  }
  return found;
}

// Nothing where the ballot names none of them.
char first_of(const std::string& ballot, const std::set<char>& among) {
  for (auto option : ballot) {
    if (among.count(option) > 0) {
      return option;
    }
  }
  return 0;
}

totals as_totals(const std::vector<option_votes>& votes) {
  totals found;
  for (const auto& [option, count] : votes) {
    found[static_cast<char>('A' + option.value - 1)] = count;
  }
  return found;
}

// Of those that are equal, who has least in the most recent stage in which they
// differ, and so on; in the end the last on the ballot. With `most` turned
// round: who has most, and the first on the ballot.
char decided(std::set<char> tied, const std::vector<totals>& stages,
             bool most) {
  for (auto stage = stages.rbegin(); stage != stages.rend(); ++stage) {
    std::map<std::uint64_t, std::set<char>> by_votes;
    for (auto x : tied) {
      by_votes[stage->at(x)].insert(x);
    }
    tied = most ? by_votes.rbegin()->second : by_votes.begin()->second;
  }
  return most ? *tied.begin() : *tied.rbegin();
}

// -- instant-runoff -----------------------------------------------------------

struct runoff_outcome {
  std::vector<totals> rounds;
  char winner = 0;
};

// Count every ballot for its first standing option. A majority of those that
// count, or the last two, end it; else the weakest leaves and all are counted
// again.
runoff_outcome reference_runoff(const std::vector<std::string>& ballots) {
  runoff_outcome x;
  auto standing = ranked_by_any(ballots);
  while (!standing.empty()) {
    totals votes;
    std::uint64_t counted_ballots = 0;
    for (auto option : standing) {
      votes[option] = 0;
    }
    for (const auto& ballot : ballots) {
      if (auto option = first_of(ballot, standing); option != 0) {
        ++votes[option];
        ++counted_ballots;
      }
    }
    x.rounds.push_back(votes);
    auto weakest = standing;
    for (auto option : standing) {
      if (2 * votes[option] > counted_ballots) {
        x.winner = option;
        return x;
      }
      for (auto other : standing) {
        if (votes[other] < votes[option]) {
          weakest.erase(option);
        }
      }
    }
    auto earlier = x.rounds;
    earlier.pop_back();
    auto loser = decided(weakest, earlier, false);
    standing.erase(loser);
    if (standing.size() == 1) {
      x.winner = *standing.begin();
      return x;
    }
  }
  return x;
}

// -- scotland -----------------------------------------------------------------

struct scottish_outcome {
  std::vector<totals> stages;
  std::set<char> elected;
};

// Scottish Local Government Elections Order 2007, schedule 1.
class scottish_count {
public:
  scottish_count(const std::vector<std::string>& ballots, std::size_t seats)
    : seats_(seats), continuing_(ranked_by_any(ballots)) {
    for (auto x : continuing_) {
      credited_[x] = 0;
    }
    for (const auto& ballot : ballots) {
      papers_.push_back({ballot, one, ballot.front()});
      credited_[ballot.front()] += one;
    }
    // Rule 46: valid papers by seats plus one, plus one, fractions ignored.
    quota_ = (ballots.size() / (seats + 1) + 1) * one;
  }

  scottish_outcome run() {
    while (true) {
      stages_.push_back(credited_);
      // Rule 47: whoever has the quota is elected.
      for (auto x : std::set<char>{continuing_}) {
        if (credited_[x] >= quota_) {
          elect(x);
        }
      }
      // Rule 52: as many as there are vacancies are elected.
      if (elected_.size() + continuing_.size() <= seats_) {
        for (auto x : std::set<char>{continuing_}) {
          elect(x);
        }
      }
      if (elected_.size() >= seats_ || continuing_.empty()) {
        return {stages_, elected_};
      }
      if (!transfer_a_surplus()) {
        exclude_one();
      }
    }
  }

private:
  static constexpr std::uint64_t one = 100'000; // Rule 48(3): five places.

  struct ballot_paper {
    std::string ranks;
    std::uint64_t value;
    char holder;
  };

  void elect(char x) {
    continuing_.erase(x);
    elected_.insert(x);
  }

  std::vector<totals> earlier_stages() const {
    return {stages_.begin(), stages_.end() - 1};
  }

  // Rules 48 and 49: the largest surplus, each paper at surplus times its
  // value by all the votes, to the next continuing option or to nobody.
  bool transfer_a_surplus() {
    std::set<char> largest;
    for (auto x : elected_) {
      auto most = largest.empty() ? quota_ + 1 : credited_[*largest.begin()];
      if (credited_[x] > most) {
        largest.clear();
      }
      if (credited_[x] >= most) {
        largest.insert(x);
      }
    }
    if (largest.empty()) {
      return false;
    }
    auto from = decided(largest, earlier_stages(), true);
    auto votes = credited_[from];
    auto surplus = votes - quota_;
    for (auto& paper : papers_) {
      if (paper.holder == from) {
        paper.value = surplus * paper.value / votes;
        hand_on(paper);
      }
    }
    credited_[from] = quota_;
    return true;
  }

  // Rules 50 and 51: the lowest goes, its papers at the value they have.
  void exclude_one() {
    auto lowest = continuing_;
    for (auto x : continuing_) {
      for (auto y : continuing_) {
        if (credited_[y] < credited_[x]) {
          lowest.erase(x);
        }
      }
    }
    auto loser = decided(lowest, earlier_stages(), false);
    continuing_.erase(loser);
    credited_.erase(loser);
    for (auto& paper : papers_) {
      if (paper.holder == loser) {
        hand_on(paper);
      }
    }
  }

  void hand_on(ballot_paper& paper) {
    paper.holder = first_of(paper.ranks, continuing_);
    if (paper.holder != 0) {
      credited_[paper.holder] += paper.value;
    }
  }

  std::size_t seats_;
  std::uint64_t quota_ = 0;
  std::vector<ballot_paper> papers_;
  std::set<char> continuing_;
  std::set<char> elected_;
  totals credited_;
  std::vector<totals> stages_;
};

} // namespace

// -- beside the code ----------------------------------------------------------

namespace {

// Errors that only a rare tie would show need more elections than RapidCheck
// draws by itself.
constexpr int elections = 50;

void compare_runoff(const std::vector<letters>& piles) {
  auto how = terms(counting_method::instant_runoff, 5);
  how.rules.ties = tie_rule::previous_round;
  auto x = counted(how, papers_of(piles));
  auto y = reference_runoff(single_ballots(piles));
  // Ballots that are all blank make no round on either side.
  RC_ASSERT(x.rounds.size() == y.rounds.size());
  for (std::size_t i = 0; i < y.rounds.size(); ++i) {
    RC_ASSERT(as_totals(x.rounds[i].votes) == y.rounds[i]);
  }
  RC_ASSERT(winners_of(x) == (y.winner == 0 ? "" : std::string{y.winner}));
}

void compare_scottish(const std::vector<letters>& piles, std::uint32_t seats) {
  auto ballots = single_ballots(piles);
  if (ballots.empty()) {
    return;
  }
  auto how = terms(counting_method::transferable_vote, 5, seats);
  how.rules.ties = tie_rule::previous_round;
  auto x = counted(how, papers_of(piles));
  auto y = scottish_count{ballots, seats}.run();
  RC_ASSERT(x.rounds.size() == y.stages.size());
  for (std::size_t i = 0; i < x.rounds.size(); ++i) {
    RC_ASSERT(as_totals(x.rounds[i].votes) == y.stages[i]);
  }
  auto elected = winners_of(x);
  RC_ASSERT(std::set<char>(elected.begin(), elected.end()) == y.elected);
}

} // namespace

CAF_TEST(instant runoffs are what a count ballot by ballot makes of them) {
  CAF_CHECK(rc::check("runoff", [] {
    for (int i = 0; i < elections; ++i) {
      compare_runoff(drawn_piles());
    }
  }));
}

CAF_TEST(transferable votes are what the scottish rules make of them) {
  CAF_CHECK(rc::check("scotland", [] {
    for (int i = 0; i < elections; ++i) {
      auto piles = drawn_piles();
      compare_scottish(piles, *rc::gen::inRange<std::uint32_t>(1, 5));
    }
  }));
}
