#pragma once

#include "cli/command_line.hpp"

namespace scrutin {

/// `scrutin roll generate`: makes credentials from the system's cryptographic
/// random source and writes them into files of mode 0600. Constant memory.
void add_roll_generate(command_line& commands);

} // namespace scrutin
