#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "domain/administration/audit_entry.hpp"
#include "domain/result.hpp"
#include "domain/review.hpp"

namespace scrutin {

/// Which refused attempts of one contest and kind a decision is about: every
/// entry that says all of this. Entries that say the same are decided together,
/// for nobody can tell them apart.
struct review_choice {
  contest_id contest;
  review_kind kind = review_kind::duplicate;
  /// 0: however many.
  std::uint32_t attempts = 0;
  /// Days since 1970-01-01 UTC; 0: whichever.
  std::uint32_t first_day = 0;
  std::uint32_t last_day = 0;
  /// Those that were resolved, or those that were not.
  bool resolved = false;

  [[nodiscard]] bool picks(const review_entry& x) const;
};

/// What is done with entries, in one write with its line of the audit log.
struct review_decision {
  review_choice choice;
  /// How many are picked: with another number nothing is done, since the line
  /// would not be true.
  std::uint64_t entries = 0;
  /// Removed, with their attempts, from the queue and its counters; or resolved
  /// by that line of the log.
  bool purges = false;
};

/// Why entries are resolved: who said so, when, and the note, all of it from
/// the line of the audit log of that number.
struct review_resolution {
  std::uint64_t number = 0;
  std::string by;
  /// Unix ms.
  std::int64_t at_ms = 0;
  std::string note;
};

/// `election 3 region 1`: the subject of lines about a contest's queue.
std::string subject_of(contest_id contest);

/// What the line says of a decision: `duplicate, 2 entries: the note`.
std::string detail_of(const review_decision& x, std::string_view note);

/// Reads detail_of() back.
review_resolution resolution_of(const audit_entry& x);

/// @returns `malformed` unless it is 1 to 500 bytes of UTF-8 without control
/// characters, and without nine digits or more in a row, spaces and dashes left
/// aside: the log keeps it for ever, and it must name no voter.
result<void> check_review_note(std::string_view note);

/// `2026-11-02` as days since 1970-01-01; nothing for another text.
std::optional<std::uint32_t> parse_day(std::string_view text);

} // namespace scrutin
