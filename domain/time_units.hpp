#pragma once

#include <cstdint>
#include <limits>

namespace scrutin {

/// A day in milliseconds, without leap seconds, as Unix time has it.
inline constexpr std::int64_t day_ms = 86'400'000;

/// A millisecond in nanoseconds.
inline constexpr std::int64_t ms_ns = 1'000'000;

/// Later than every other time, in any unit.
inline constexpr auto end_of_time = std::numeric_limits<std::int64_t>::max();

} // namespace scrutin
