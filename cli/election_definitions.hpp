#pragma once

#include "cli/command_line.hpp"

namespace scrutin {

/// `scrutin election apply`, `election ls` and `election show`: how elections
/// are defined, asked of a running node or done in its store.
void add_election_definitions(command_line& commands);

} // namespace scrutin
