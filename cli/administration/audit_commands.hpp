#pragma once

#include "cli/command_line.hpp"

namespace scrutin {

/// `scrutin audit ls` and `scrutin audit verify`: what those who administer
/// did, and whether somebody changed what is written of it.
void add_audit_commands(command_line& commands);

} // namespace scrutin
