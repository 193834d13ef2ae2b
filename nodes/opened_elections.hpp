#pragma once

#include <memory>
#include <vector>

#include "config/node_options.hpp"
#include "domain/election_directory.hpp"
#include "domain/result.hpp"
#include "domain/surroundings.hpp"
#include "storage/store.hpp"

namespace scrutin {

/// A node's store with the elections that it holds.
struct opened_elections {
  store at;
  /// Elections that are defined later are put in.
  std::shared_ptr<election_directory> elections;
  /// The same wherever the master key is: what clients are hashed under, so
  /// that nodes can share their rate limits.
  secret_key limiter_key;
  /// What the keys of elections are sealed under.
  secret_key master_key;
};

/// Opens the store that the options name, embedded or on PostgreSQL, and
/// registers the elections of their documents and of the store. Creates the
/// data directory (0700) where the store is embedded and it is absent.
/// @returns errors of load_elections, read_master_key, open_rocksdb,
/// database_of, open_postgresql and register_elections.
result<opened_elections> open_elections(const node_options& options,
                                        const random_source& random);

/// The same for elections defined elsewhere than in documents.
result<opened_elections>
open_elections(const node_options& options,
               const std::vector<election>& definitions,
               const random_source& random);

} // namespace scrutin
