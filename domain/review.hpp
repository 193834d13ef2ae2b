#pragma once

#include <cstdint>

#include "domain/ids.hpp"

namespace scrutin {

/// Why officials may want to look at an attempt. Written to disk: never
/// renumber.
enum class review_kind : std::uint8_t {
  duplicate = 1,
  unknown_credential = 2,
  malformed_selection = 3,
  /// A cast that stopped a validator twice.
  poison = 4,
};

/// Attempts of one credential in one contest. Never a selection.
struct review_entry {
  contest_id contest;
  review_kind kind = review_kind::duplicate;
  credential_tag tag;
  std::uint32_t attempts = 0;
  /// Days since 1970-01-01 UTC.
  std::uint32_t first_day = 0;
  std::uint32_t last_day = 0;
  /// Number of the line of the audit log that resolved it; 0: nobody did, or
  /// there were attempts since. Stays in the store.
  std::uint64_t resolution = 0;
};

} // namespace scrutin
