#include "cli/end_deadline.hpp"

#include <cstdlib>
#include <thread>

#include "monitoring/log.hpp"

namespace scrutin {

void end_process_after(std::chrono::milliseconds within, exit_code code) {
  // Detached: it ends with the process, whichever of both comes first.
  std::thread{[within, code] {
    std::this_thread::sleep_for(within);
    log_event(log_level::warning, "node_end_cut_short",
              {{log_key::duration_ms, within.count()}});
    std::_Exit(static_cast<int>(code));
  }}.detach();
}

} // namespace scrutin
