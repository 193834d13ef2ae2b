#include "nodes/opened_elections.hpp"

#include <filesystem>
#include <memory>
#include <optional>

#include "config/election_document.hpp"
#include "nodes/database_store.hpp"
#include "nodes/election_registry.hpp"
#include "nodes/master_key.hpp"
#include "storage/postgresql/database_lock.hpp"
#include "storage/postgresql/open.hpp"
#include "storage/rocksdb/open.hpp"

namespace scrutin {

namespace {

result<store> open_embedded(const node_options& options) {
  std::error_code failure;
  const auto& directory = options.data_directory;
  if (std::filesystem::create_directories(directory, failure)) {
    std::filesystem::permissions(directory, std::filesystem::perms::owner_all,
                                 failure);
  }
  if (failure) {
    return error{ec::unavailable,
                 directory.string() + ": " + failure.message()};
  }
  rocksdb_options rocksdb;
  rocksdb.memory_bytes_max = std::uint64_t{options.storage.memory_mib} << 20;
  return open_rocksdb(directory / "store", rocksdb);
}

/// A store, and what keeps other programs from preparing elections in it
/// meanwhile.
struct prepared_store {
  store at;
  /// The embedded store has one user anyway.
  std::optional<database_lock> alone;
};

result<prepared_store> open_database(const node_options& options) {
  auto where = database_of(options);
  if (!where) {
    return where.failure();
  }
  auto at = open_postgresql(*where);
  if (!at) {
    return explain_database(at.failure());
  }
  auto alone = database_lock::hold(*where);
  if (!alone) {
    return explain_database(alone.failure());
  }
  return prepared_store{std::move(*at), std::move(*alone)};
}

result<prepared_store> open_store(const node_options& options) {
  if (!options.cluster.join.empty()) {
    return error{ec::bad_configuration,
                 "cluster.join: this node is a guest and has no store; run "
                 "the command with the options of a node that has"};
  }
  switch (options.storage.backend) {
  case backend_kind::embedded: {
    auto at = open_embedded(options);
    return at ? result<prepared_store>{{std::move(*at), std::nullopt}}
              : at.failure();
  }
  case backend_kind::postgresql:
    return open_database(options);
  }
  broken_invariant("a backend that is not defined");
}

} // namespace

result<opened_elections> open_elections(const node_options& options,
                                        const random_source& random) {
  auto definitions = load_elections(options.elections_directory);
  if (!definitions) {
    return definitions.failure();
  }
  return open_elections(options, *definitions, random);
}

result<opened_elections>
open_elections(const node_options& options,
               const std::vector<election>& definitions,
               const random_source& random) {
  auto master = read_master_key(options);
  if (!master) {
    return master.failure();
  }
  auto prepared = open_store(options);
  if (!prepared) {
    return prepared.failure();
  }
  auto directory =
    register_elections(definitions, prepared->at, *master, random);
  if (!directory) {
    return directory.failure();
  }
  return opened_elections{
    std::move(prepared->at),
    std::make_shared<const election_directory>(std::move(*directory)),
    derive_key(*master, "rate limits")};
}

} // namespace scrutin
