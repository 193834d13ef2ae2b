#pragma once

#include "cli/command_line.hpp"

namespace scrutin {

/// `scrutin storage migrate`: brings a database to this program's schema.
void add_storage_migrate(command_line& commands);

} // namespace scrutin
