#pragma once

#include "cli/command_line.hpp"

namespace scrutin {

/// `scrutin election write-ins`: the names that voters wrote in, and what was
/// decided of them. Prints them as a table or, with -o json, one a line.
void add_election_write_ins(command_line& commands);

} // namespace scrutin
