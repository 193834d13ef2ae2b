#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "domain/election.hpp"
#include "domain/ids.hpp"
#include "domain/tally.hpp"

namespace scrutin {

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
};

const char* to_string(elimination_reason x);

/// One round of an instant-runoff. In every round votes, exhausted ballots and
/// the contest's blank ones add up to all ballots.
struct runoff_round {
  /// Every continuing option, in ballot order. At first those that some ballot
  /// ranks.
  std::vector<option_votes> votes;
  /// Ballots that no longer count for anyone, as of this round.
  std::uint64_t exhausted = 0;
  /// The option that leaves after this round, none after the last.
  std::optional<option_id> eliminated;
  /// In the last round `none`, unless it ended in a tie: then what decided it.
  elimination_reason reason = elimination_reason::none;
  /// Where the ballots of the eliminated option go: the continuing options
  /// that gain any, in ballot order.
  std::vector<option_votes> transfers;
  /// Of the eliminated option's ballots, those that go nowhere.
  std::uint64_t transferred_to_exhausted = 0;
};

/// A contest, counted.
struct contest_count {
  /// All ballots, blank ones included.
  std::uint64_t ballots = 0;
  std::uint64_t blank = 0;
  /// By option, in ballot order: votes, or first preferences when ranked.
  std::vector<option_votes> votes;
  /// Ranked contests only, and only once a ballot that is not blank is in.
  std::vector<runoff_round> rounds;
  /// Who is ahead, or has won once the contest is closed. Nobody without
  /// votes; in a single-choice tie nobody.
  std::optional<option_id> leader;
  /// Votes between the leader and the next, in the last round where ranked.
  std::uint64_t margin = 0;
};

/// Counts a contest by its election's method. Each distinct selection is
/// parsed once; the order of ballots and of options in memory is irrelevant.
/// @param votes: canonical selections that passed validate(); any other is a
/// broken invariant.
contest_count count_contest(const election& rules, const contest& where,
                            const tally& votes);

} // namespace scrutin
