#pragma once

#include <cstdint>
#include <functional>
#include <string>

namespace scrutin {

/// Tells the time: Unix ms. Handed in, so that a test can move it.
using wall_clock = std::function<std::int64_t()>;

/// Draws so many random bytes. Cryptographic in production, seeded in tests.
using random_source = std::function<std::string(std::size_t bytes)>;

} // namespace scrutin
