#pragma once

#include "cli/command_line.hpp"

namespace scrutin {

/// `election verify-certificate`: checks signed results, offline.
void add_verify_certificate(command_line& commands);

} // namespace scrutin
