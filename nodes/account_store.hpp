#pragma once

#include <memory>

#include "config/node_options.hpp"
#include "domain/result.hpp"
#include "storage/administration_store.hpp"

namespace scrutin {

/// Opens the accounts and audit log of the store that the options name, for a
/// command: on PostgreSQL while nodes run, in the embedded store while its node
/// does not.
/// @returns errors of open_store, saying what to do where a node runs.
result<std::shared_ptr<administration_store>>
open_accounts(const node_options& options);

} // namespace scrutin
