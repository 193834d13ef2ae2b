#pragma once

#include "cli/command_line.hpp"

namespace scrutin {

/// `scrutin keys show`: the public keys of elections, from their store.
void add_keys_show(command_line& commands);

} // namespace scrutin
