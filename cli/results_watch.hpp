#pragma once

#include "cli/command_line.hpp"

namespace scrutin {

/// `scrutin results watch`: subscribes to a node's event stream and keeps a
/// table in the terminal. Comes back by itself when the stream breaks.
void add_results_watch(command_line& commands);

} // namespace scrutin
