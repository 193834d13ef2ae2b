#pragma once

#include <memory>
#include <vector>

#include "config/node_options.hpp"
#include "domain/result.hpp"
#include "storage/cluster_store.hpp"
#include "storage/postgresql/options.hpp"

namespace scrutin {

/// What a node's options say of its PostgreSQL database, its password read.
/// @returns `bad_configuration`, naming the file and what to do, unless the
/// password file may not be used.
result<postgresql_options> database_of(const node_options& options);

/// The same of the further databases that share the partitions.
result<std::vector<postgresql_options>>
further_databases_of(const node_options& options);

/// Opens the membership that the nodes of a cluster share, and nothing else.
/// @returns as database_of and open_postgresql; `bad_configuration` for another
/// backend.
result<std::unique_ptr<cluster_store>>
open_cluster(const node_options& options);

/// Says which option an error of the database concerns, and what to look at.
error explain_database(const error& failure);

} // namespace scrutin
