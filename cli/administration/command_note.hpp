#pragma once

#include <string>

#include "cli/terminal.hpp"
#include "storage/store.hpp"

namespace scrutin {

class account_registry;

/// Writes the line of the audit log for a command that changes nothing. Where
/// the store takes no line the command goes on and says so: a copy that nobody
/// may write to is there to be looked at.
/// @returns whether the log has the line.
bool note_command(const terminal& at, account_registry& log, audit_act what,
                  const std::string& subject, const std::string& detail);

/// The same in a store that is open already, whose administration it takes.
bool note_command(const terminal& at, store& opened, audit_act what,
                  const std::string& subject, const std::string& detail);

} // namespace scrutin
