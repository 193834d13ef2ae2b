#include "cli/administration/command_note.hpp"

#include <ostream>

#include "actors/account_registry.hpp"
#include "nodes/system_surroundings.hpp"

namespace scrutin {

bool note_command(const terminal& at, account_registry& log, audit_act what,
                  const std::string& subject, const std::string& detail) {
  auto written =
    log.note(std::string{command_line_actor}, what, subject, detail);
  if (!written) {
    at.err << "scrutin: the audit log of this store has no line of this: "
           << to_string(written.failure()) << "\n";
  }
  return written.has_value();
}

bool note_command(const terminal& at, store& opened, audit_act what,
                  const std::string& subject, const std::string& detail) {
  account_registry log{std::move(opened.administration), system_clock(),
                       system_random()};
  return note_command(at, log, what, subject, detail);
}

} // namespace scrutin
