#pragma once

#include "cli/command_line.hpp"

namespace scrutin {

/// `scrutin keys init FILE`: makes a master key. Never replaces one.
void add_keys_init(command_line& commands);

} // namespace scrutin
