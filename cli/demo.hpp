#pragma once

#include "cli/command_line.hpp"

namespace scrutin {

/// `scrutin demo`: a node with sample elections, for trying things out.
void add_demo(command_line& commands);

} // namespace scrutin
