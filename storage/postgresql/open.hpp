#pragma once

#include <memory>
#include <vector>

#include "storage/postgresql/options.hpp"
#include "storage/store.hpp"

namespace scrutin {

/// Opens a store on PostgreSQL, brings its schema to this program's version,
/// and leaves each of its parts with a connection of its own, made when first
/// used. Several processes may have it open: what keeps two writers apart is
/// the fence of the ballot box.
///
/// Statements are prepared and settings are made once a connection, so a pool
/// between must keep sessions whole.
///
/// @param further: databases that share the partitions of new elections;
/// every other part of the store is in the first.
/// @returns `storage_away` where no server answers; `bad_configuration` where
/// the server lets nobody in, would lose what it acknowledged (fsync off),
/// keeps the times of commits, or has a newer schema; errors of
/// spread_ballot_box.
result<store>
open_postgresql(const postgresql_options& options,
                const std::vector<postgresql_options>& further = {});

/// Accounts and the audit log alone.
result<std::unique_ptr<administration_store>>
open_postgresql_administration(const postgresql_options& options);

/// The membership alone.
result<std::unique_ptr<cluster_store>>
open_postgresql_cluster(const postgresql_options& options);

} // namespace scrutin
