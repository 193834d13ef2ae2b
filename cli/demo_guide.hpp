#pragma once

#include <cstdint>

#include "cli/demo_setting.hpp"
#include "cli/terminal.hpp"

namespace scrutin {

/// Prints what can be done with a running demonstration: a warning, the
/// addresses, two credentials, and curl lines to paste.
void print_demo_guide(const terminal& at, const demo_setting& setting,
                      const election_directory& elections, std::uint16_t port);

} // namespace scrutin
