#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "domain/counting/ballot_papers.hpp"
#include "domain/counting/count_terms.hpp"
#include "domain/election.hpp"
#include "domain/ids.hpp"
#include "domain/tally.hpp"

namespace scrutin {

/// Votes are counted in units: whole ones, or where `contest_count::decimals`
/// says so, parts of one.
struct option_votes {
  option_id option;
  std::uint64_t votes = 0;
};

/// Why an option was the one to go, or in a last round, to lose.
enum class elimination_reason : std::uint8_t {
  none = 0,
  fewest_votes,
  /// A tie for fewest votes, decided by an earlier round.
  tie_previous_round,
  /// A tie for fewest votes, decided by the order on the ballot.
  tie_ballot_order,
  /// A tie for fewest votes, decided by lot from the public seed.
  tie_lot,
  /// A tie for fewest votes, decided by the lot that an official drew.
  tie_official,
  /// Several at once, which could not catch up even together.
  cannot_win,
};

const char* to_string(elimination_reason x);

/// What decided between options that their votes hold equal.
enum class tie_decider : std::uint8_t {
  previous_round = 1,
  ballot_order,
  lot,
  official,
  /// STAR: ballots that prefer one over the other.
  preferred,
  /// STAR: the sum of scores.
  score,
  /// STAR: how many give the highest score.
  highest_scores,
};

const char* to_string(tie_decider x);

/// What a tie was about.
enum class tie_question : std::uint8_t {
  elimination = 1,
  election,
  /// Whose surplus is passed on first.
  surplus,
  /// Whose victory is taken first among those of equal strength.
  order,
};

const char* to_string(tie_question x);

struct tie_decision {
  tie_question question = tie_question::election;
  /// In ballot order.
  std::vector<option_id> tied;
  /// Who was elected, eliminated, or first to pass on a surplus.
  option_id chosen;
  tie_decider by = tie_decider::ballot_order;
  /// Number of the round from 1; 0 where the method has no rounds.
  std::uint32_t round = 0;
};

/// One round of a count. In every round votes, exhausted ballots, what was lost
/// to rounding, the contest's blank ballots and those of who has withdrawn add
/// up to all ballots; but for
/// the first of STAR, whose votes are sums of scores.
struct count_round {
  /// Every option that stands, in ballot order; elected ones too. At first
  /// those that some ballot ranks.
  std::vector<option_votes> votes;
  /// Votes that no longer count for anyone, as of this round.
  std::uint64_t exhausted = 0;
  /// Parts of votes lost to rounding, as of this round.
  std::uint64_t lost = 0;
  /// Who has won a seat in this round, most votes first.
  std::vector<option_id> elected;
  /// The options that leave after this round, none after the last; several
  /// where a batch leaves.
  std::vector<option_id> eliminated;
  /// In the last round `none`, unless it ended in a tie: then what decided it.
  elimination_reason reason = elimination_reason::none;
  /// The elected option whose surplus is passed on after this round.
  std::optional<option_id> surplus_of;
  /// Where votes go after this round: the options that gain any, in ballot
  /// order.
  std::vector<option_votes> transfers;
  /// Of the votes that move, those that go nowhere.
  std::uint64_t transferred_to_exhausted = 0;
};

/// Ballots that prefer one option over another, for every pair.
struct pair_votes {
  std::size_t options = 0;
  /// Row after row, by position: those that prefer the row's option over the
  /// column's. 0 on the diagonal.
  std::vector<std::uint64_t> ballots;

  pair_votes() = default;
  explicit pair_votes(std::size_t count)
    : options(count), ballots(count * count) {}
  [[nodiscard]] std::uint64_t& over(std::size_t one, std::size_t other) {
    return ballots[one * options + other];
  }
  [[nodiscard]] std::uint64_t over(std::size_t one, std::size_t other) const {
    return ballots[one * options + other];
  }
};

/// A contest, counted.
struct contest_count {
  /// All ballots, blank ones included.
  std::uint64_t ballots = 0;
  std::uint64_t blank = 0;
  /// Ballots that count for nobody because of who has withdrawn.
  std::uint64_t withdrawn = 0;
  /// Ballots with a name that counts for no candidate, or does not yet.
  std::uint64_t written_in = 0;
  /// Nobody is elected: a candidate has withdrawn under
  /// `withdrawal_rule::contest_annulled`.
  bool annulled = false;
  /// Digits after the point of all votes below: 1234 with 2 is 12.34.
  std::uint32_t decimals = 0;
  /// By option, in ballot order: votes, approvals, points, sums of scores, or
  /// first preferences.
  std::vector<option_votes> votes;
  /// Votes that are enough for a seat, where seats go by quota.
  std::uint64_t quota = 0;
  /// Where the method has rounds, and only once a ballot that is not blank is
  /// in.
  std::vector<count_round> rounds;
  /// Where the method compares pairs.
  pair_votes pairs;
  /// Who is ahead, or has won once the contest is closed, first elected first:
  /// at most as many as there are seats, fewer without votes or where a tie
  /// stays open.
  std::vector<option_id> winners;
  /// Options of a tie that nothing has decided yet.
  std::vector<option_id> undecided;
  std::vector<tie_decision> ties;
  /// What the last elected has more than the next, in the last round where
  /// both stand; of a winner by pairs, the narrowest victory.
  std::uint64_t margin = 0;

  /// The first winner.
  [[nodiscard]] std::optional<option_id> leader() const {
    return winners.empty() ? std::nullopt : std::optional{winners.front()};
  }
};

/// Units in a whole vote: 10 to the power of `decimals`.
std::uint64_t units_of_a_vote(const contest_count& x);

/// Counts papers by their terms. The order of ballots and how papers are split
/// are irrelevant.
/// @returns what apply_ballot_rules() refuses, and what check_rules() does.
result<contest_count> count_papers(const count_terms& terms,
                                   ballot_papers papers);

/// Counts a contest by its election's method. Each distinct selection is
/// parsed once; the order of ballots and of options in memory is irrelevant.
/// @param votes: canonical selections that passed validate(); any other is a
/// broken invariant.
/// @param withdrawn: candidates who have withdrawn.
contest_count count_contest(const election& rules, const contest& where,
                            const tally& votes,
                            const std::vector<option_id>& withdrawn = {});

} // namespace scrutin
