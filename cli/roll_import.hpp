#pragma once

#include "cli/command_line.hpp"

namespace scrutin {

/// `scrutin roll import`: loads roll files into an election that has not
/// opened. Nothing else may have the store open.
void add_roll_import(command_line& commands);

} // namespace scrutin
