#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "domain/result.hpp"

namespace scrutin {

/// A date and time as a document writes it.
struct written_time {
  std::int32_t year = 1970;
  std::uint32_t month = 1;
  std::uint32_t day = 1;
  std::uint32_t hour = 0;
  std::uint32_t minute = 0;
  std::uint32_t second = 0;
  std::uint32_t millisecond = 0;
  /// Minutes east of UTC; none for a local time.
  std::optional<std::int32_t> offset_minutes;
};

/// Turns a written time into Unix ms.
/// @param time_zone: name in the IANA database such as `America/Toronto`; for
/// local times only, may be empty otherwise.
/// @returns `bad_configuration` for a date that no calendar has, a local time
/// without a time zone, an unknown zone, and for a local time that the clocks
/// skip or show twice where they change.
result<std::int64_t> to_unix_ms(const written_time& x,
                                const std::string& time_zone);

} // namespace scrutin
