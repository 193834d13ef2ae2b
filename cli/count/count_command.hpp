#pragma once

#include "cli/command_line.hpp"

namespace scrutin {

/// `scrutin count`: counts a file of ballots, offline.
void add_count(command_line& commands);

} // namespace scrutin
