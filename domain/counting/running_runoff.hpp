#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "domain/counting/count.hpp"
#include "domain/tally.hpp"

namespace scrutin {

/// An instant-runoff that goes on while ballots come in. A further ballot walks
/// through the rounds as they stand: it counts in each for its first option
/// that still continues there. Then each round is asked whether it would still
/// let the same options leave. As long as all of them would, the count is what
/// counting everything again would give, and no other ballot was looked at.
///
/// Cost of a ballot: its marks and the rounds; of the question: options times
/// rounds, once for all ballots added together.
class running_runoff {
public:
  /// @param terms: of an instant-runoff.
  explicit running_runoff(count_terms terms);

  /// Counts everything anew.
  void restart(const tally& all);
  /// Adds ballots.
  /// @param more: canonical selections that passed validate() for the contest;
  /// any other is a broken invariant.
  /// @returns false where they change who leaves when, or there is a tie: then
  /// the count is of no use until restart().
  [[nodiscard]] bool add(const std::vector<tally_entry>& more);

  [[nodiscard]] const contest_count& count() const { return count_; }

private:
  void index_rounds();
  void walk(const std::vector<ballot_position>& marks, std::size_t first,
            std::uint64_t ballots);
  [[nodiscard]] bool stands_in(ballot_position mark, std::size_t round) const;
  void transfer(std::size_t from_round, ballot_position to,
                std::uint64_t ballots);
  [[nodiscard]] bool goes_the_same_way() const;
  void finish();

  count_terms terms_;
  contest_count count_;
  /// By position: rounds in which the option stands; 0 for one that no ballot
  /// has ranked.
  std::vector<std::size_t> rounds_standing_;
  /// By round and position: its place in the votes of the round.
  std::vector<std::vector<std::size_t>> places_;
};

} // namespace scrutin
