#pragma once

#include <cstdint>
#include <functional>
#include <string>

namespace scrutin {

/// Tells the time: Unix ms. Handed in, so that a test can move it.
using wall_clock = std::function<std::int64_t()>;

/// Counts ns from a moment that means nothing, and never goes back: for
/// deadlines and rates. Handed in like the wall clock.
using monotonic_clock = std::function<std::int64_t()>;

/// Draws so many random bytes. Cryptographic in production, seeded in tests.
using random_source = std::function<std::string(std::size_t bytes)>;

} // namespace scrutin
