#pragma once

#include <cstdint>

#include "domain/election.hpp"

namespace scrutin {

/// The counts that decide a referendum, over all its regions.
struct referendum_votes {
  std::uint64_t oui = 0;
  std::uint64_t non = 0;
  std::uint64_t blank = 0;
  /// Voters on the roll.
  std::uint64_t eligible = 0;
};

enum class referendum_outcome : std::uint8_t { passed = 1, not_passed };

const char* to_string(referendum_outcome x);

/// Decides whether a law passes: with strictly more `oui` than the rule's
/// share of `oui` and `non` (`valid`), of these and blank ballots (`cast`), or
/// of the roll (`eligible`). In whole numbers, without rounding.
referendum_outcome decide_referendum(const pass_rule& rule,
                                     const referendum_votes& votes);

} // namespace scrutin
