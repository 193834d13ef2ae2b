#pragma once

#include <chrono>

#include "cli/exit_codes.hpp"

namespace scrutin {

/// Ends the process with `code` if it still runs after `within`, and logs
/// `node_end_cut_short`. For a node that has finished: nobody waits for it any
/// more, while the end of its threads is a library's, and CAF 0.17 has rare
/// races there (its issues 1196 and 1266).
void end_process_after(std::chrono::milliseconds within, exit_code code);

} // namespace scrutin
