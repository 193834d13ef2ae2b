#pragma once

#include "cli/command_line.hpp"

namespace scrutin {

/// `scrutin review resolve` and `scrutin review purge`: what officials decide
/// about refused attempts.
void add_review_decisions(command_line& commands);

} // namespace scrutin
