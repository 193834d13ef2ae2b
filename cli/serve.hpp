#pragma once

#include <functional>

#include "cli/command_line.hpp"
#include "cli/end_signals.hpp"
#include "nodes/node.hpp"

namespace scrutin {

/// `scrutin serve`: one node with every role.
void add_serve(command_line& commands);

/// Runs a node until a signal that was delivered to it, or until it gives up.
/// @param before_stop: called while the node still answers; may be empty.
/// @returns how the process ends.
exit_code run_until_end(const terminal& at, node& running, end_signals& signals,
                        const std::function<void()>& before_stop = {});

/// Keeps this process's memory, where keys and credentials pass, out of core
/// files and other processes' hands.
void hide_process_memory();

} // namespace scrutin
