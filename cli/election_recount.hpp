#pragma once

#include "cli/command_line.hpp"

namespace scrutin {

/// `scrutin election recount`: counts a closed election again, from the ballot
/// box itself.
void add_election_recount(command_line& commands);

} // namespace scrutin
