#pragma once

#include "cli/command_line.hpp"

namespace scrutin {

/// `scrutin roll status`: voters and slices of each region, and whether the
/// roll is sealed. Nothing else may have the store open.
void add_roll_status(command_line& commands);

} // namespace scrutin
