#pragma once

#include "domain/election_directory.hpp"
#include "protocol/administration.hpp"
#include "storage/administration_store.hpp"
#include "storage/roll_store.hpp"

namespace scrutin {

/// Every election as the node serves it, without its document.
/// @param log: where those who defined it stand.
/// @returns errors of the stores.
result<admin_answer> list_elections(const election_directory& elections,
                                    const administration_store& log,
                                    const roll_store& roll);

/// One of them, with its document.
/// @returns `unknown_election`; errors of the stores.
result<admin_answer> show_election(election_id id,
                                   const election_directory& elections,
                                   const administration_store& log,
                                   const roll_store& roll);

} // namespace scrutin
