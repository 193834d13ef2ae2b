#pragma once

#include "cli/command_line.hpp"

namespace scrutin {

/// `scrutin account add`, `ls`, `disable`, `enable`, `password`, `token` and
/// `revoke-tokens`: accounts of those who administer, for whoever has access to
/// the store. Each leaves a line in the audit log.
void add_account_commands(command_line& commands);

} // namespace scrutin
