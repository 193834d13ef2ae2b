#pragma once

#include "cli/command_line.hpp"
#include "cli/officials/official_surroundings.hpp"

namespace scrutin {

/// `scrutin roll add`, `revoke` and `replace`: one voter at a time, before and
/// while people vote, through a node's API. What was begun is repeated with
/// its key until somebody tells what became of it.
void add_roll_changes(command_line& commands,
                      const official_surroundings& around);

} // namespace scrutin
