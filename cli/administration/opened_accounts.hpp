#pragma once

#include <memory>

#include "actors/account_registry.hpp"
#include "cli/node_flags.hpp"

namespace scrutin {

/// Opens the accounts of the node that the flags name, with the system's clock
/// and randomness.
/// @returns what node_flags::read() and open_accounts() do.
result<std::unique_ptr<account_registry>>
open_account_registry(const node_flags& flags);

} // namespace scrutin
