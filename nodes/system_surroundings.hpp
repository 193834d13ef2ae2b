#pragma once

#include "domain/surroundings.hpp"

namespace scrutin {

/// The machine's clock.
wall_clock system_clock();
monotonic_clock steady_clock();

/// OpenSSL's random generator, seeded by the operating system. Ends the
/// process when it fails: nothing here can do without.
random_source system_random();

} // namespace scrutin
