#pragma once

#include <cstdint>
#include <vector>

#include "domain/election.hpp"

namespace scrutin {

/// The counts that decide a referendum, in a region or over all.
struct referendum_votes {
  std::uint64_t oui = 0;
  std::uint64_t non = 0;
  std::uint64_t blank = 0;
  /// Voters on the roll.
  std::uint64_t eligible = 0;

  friend referendum_votes operator+(const referendum_votes& x,
                                    const referendum_votes& y) {
    return {x.oui + y.oui, x.non + y.non, x.blank + y.blank,
            x.eligible + y.eligible};
  }
};

enum class referendum_outcome : std::uint8_t { passed = 1, not_passed };

const char* to_string(referendum_outcome x);

/// An outcome, and what it hung on.
struct referendum_decision {
  referendum_outcome outcome = referendum_outcome::not_passed;
  bool has_share = false;
  /// `oui` are exactly the share: the rule for ties has decided of it.
  bool is_tied = false;
  bool has_quorum = false;
  /// Regions in which it has its share.
  std::uint32_t regions_passed = 0;
};

/// Decides whether a law passes: with strictly more `oui` than the rule's
/// share of `oui` and `non` (`valid`), of these and blank ballots (`cast`), or
/// of the roll (`eligible`), where as many of the roll voted as the quorum
/// asks for, and in as many regions as the rule needs. In whole numbers,
/// without rounding. Exactly the share is a tie if there is a vote at all.
/// @param regions: each by itself; the whole is their sum.
referendum_decision
decide_referendum(const pass_rule& rule,
                  const std::vector<referendum_votes>& regions);

} // namespace scrutin
