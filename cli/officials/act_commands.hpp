#pragma once

#include "cli/command_line.hpp"
#include "cli/officials/official_surroundings.hpp"

namespace scrutin {

/// `scrutin election open`, `suspend`, `resume`, `extend`, `close`, `certify`,
/// `annul` and `acts`: what officials decide, through a node's API.
void add_official_acts(command_line& commands,
                       const official_surroundings& around);

} // namespace scrutin
