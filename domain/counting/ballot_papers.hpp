#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "domain/counting/count_terms.hpp"
#include "domain/tally.hpp"

namespace scrutin {

/// Where an option stands on the ballot of its contest, from 0.
using ballot_position = std::uint16_t;

/// The ballots of a contest, one after the other in one buffer, so that a
/// count of millions reads memory in order. Ballots that say the same may be
/// one paper. What the marks of a paper are hangs on the style of the ballot:
///
///   one, set   positions
///   ranking    positions, most preferred first; `skipped` for an empty rank;
///              `with_previous` added to a position that shares the rank of the
///              mark before it
///   scores     a position and its score, by turns
struct ballot_papers {
  /// Stands after the last mark of each paper.
  static constexpr ballot_position end_of_paper = 0xFFFF;
  static constexpr ballot_position skipped = 0xFFFE;
  static constexpr ballot_position with_previous = 0x8000;

  struct paper {
    /// Index in `marks` of its first mark.
    std::size_t first = 0;
    /// Ballots that say so.
    std::uint64_t ballots = 0;
  };

  std::vector<ballot_position> marks;
  std::vector<paper> papers;
  std::uint64_t blank = 0;
  /// Ballots that chose nobody but candidates who have withdrawn, once those
  /// are taken out.
  std::uint64_t withdrawn = 0;
  /// Ballots with a name that was written in and counts for no candidate.
  std::uint64_t written_in = 0;

  /// All ballots, also those that have no paper.
  [[nodiscard]] std::uint64_t ballots() const;
  /// Adds a paper whose marks, from `first` on, are in the buffer already.
  void add(std::size_t first, std::uint64_t ballots);
};

/// Reads a tally.
/// @param votes: canonical selections that passed validate() for these terms;
/// any other is a broken invariant.
ballot_papers read_papers(const count_terms& terms, const tally& votes);

/// Applies the rules for ballots: of a ranking it leaves single positions in
/// order of preference, and equal ones only under `overvote_rule::equal`; a
/// ballot that counts no further ends there.
/// @returns `malformed` where the rules refuse such a ballot, or where it
/// marks more than they allow. Cost: each mark is looked at once.
result<ballot_papers> apply_ballot_rules(const count_terms& terms,
                                         ballot_papers papers);

} // namespace scrutin
