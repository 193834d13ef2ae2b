#pragma once

#include "nodes/opened_elections.hpp"

namespace scrutin {

/// Asks a host of `cluster.join` for what a node reads in the database
/// elsewhere, and brings it together with the documents of this one. Opens no
/// store.
/// @returns errors of load_elections and read_master_key; `storage_away` where
/// no host answers; `bad_configuration` where the one that does is no host to
/// this node; `definition_changed` where a document says something else than
/// the host's; `no_key` where the master key is not that of the cluster;
/// `unknown_election` where the host serves an election of no document here, or
/// the other way round.
result<opened_elections> join_elections(const node_options& options);

} // namespace scrutin
