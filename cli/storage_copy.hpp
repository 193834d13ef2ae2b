#pragma once

#include "cli/command_line.hpp"

namespace scrutin {

/// `scrutin storage copy`.
void add_storage_copy(command_line& commands);

} // namespace scrutin
