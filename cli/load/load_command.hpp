#pragma once

#include "cli/command_line.hpp"

namespace scrutin {

/// `scrutin load`: casts ballots over HTTP at a rate or as fast as they are
/// answered, and compares the totals with what it was told.
void add_load(command_line& commands);

} // namespace scrutin
