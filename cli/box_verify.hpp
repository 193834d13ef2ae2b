#pragma once

#include "cli/command_line.hpp"

namespace scrutin {

/// `scrutin box verify`: reads the ballot box as recovery does, and says
/// whether it keeps its rules.
void add_box_verify(command_line& commands);

} // namespace scrutin
