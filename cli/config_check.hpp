#pragma once

#include "cli/command_line.hpp"

namespace scrutin {

/// `scrutin config check`: reads options, election documents and master key
/// as a node would, changes nothing, and says everything that is wrong.
void add_config_check(command_line& commands);

} // namespace scrutin
