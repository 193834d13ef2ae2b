#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "domain/election.hpp"
#include "domain/tally.hpp"

namespace scrutin {

/// The ballots of a ranked contest as an instant-runoff reads them: each a
/// list of single options, with overvotes and skipped ranks already dealt
/// with. Ballots that say the same are one paper.
struct preferences {
  /// Stands in `marks` after the last mark of each paper.
  static constexpr std::uint16_t end_of_paper = 0xFFFF;

  struct paper {
    /// Index in `marks` of what it says: positions of options on the ballot,
    /// most preferred first, up to `end_of_paper`.
    std::size_t next = 0;
    /// Ballots that say so.
    std::uint64_t ballots = 0;
  };

  std::vector<std::uint16_t> marks;
  std::vector<paper> papers;
  std::uint64_t blank = 0;
};

/// Reads a tally under the contest's overvote and skipped-rank rules. An
/// overvoted rank counts as marked: it ends a run of skipped ones.
/// @param votes: as for count_contest().
preferences read_preferences(const runoff_rules& rules, const contest& where,
                             const tally& votes);

} // namespace scrutin
