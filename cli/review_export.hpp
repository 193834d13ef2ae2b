#pragma once

#include "cli/command_line.hpp"

namespace scrutin {

/// `scrutin review export`: the refused attempts of an election, for officials.
void add_review_export(command_line& commands);

} // namespace scrutin
