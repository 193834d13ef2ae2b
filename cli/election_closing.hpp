#pragma once

#include "cli/command_line.hpp"

namespace scrutin {

/// `election closing`: how far the close of each partition is, asked of a node.
void add_election_closing(command_line& commands);

} // namespace scrutin
