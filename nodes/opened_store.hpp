#pragma once

#include <optional>

#include "config/node_options.hpp"
#include "storage/postgresql/database_lock.hpp"
#include "storage/store.hpp"

namespace scrutin {

/// A store, and what keeps other programs from preparing elections in it
/// meanwhile.
struct opened_store {
  store at;
  /// The embedded store has one user anyway.
  std::optional<database_lock> alone;
};

/// Opens the store that the options name. Creates the data directory (0700)
/// where the store is embedded and it is absent.
/// @returns `bad_configuration` where the node is a guest, which has none;
/// errors of open_rocksdb, database_of and open_postgresql.
result<opened_store> open_store(const node_options& options);

} // namespace scrutin
