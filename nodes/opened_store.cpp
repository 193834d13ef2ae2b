#include "nodes/opened_store.hpp"

#include <filesystem>

#include "nodes/database_store.hpp"
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

result<opened_store> open_database(const node_options& options) {
  auto where = database_of(options);
  if (!where) {
    return where.failure();
  }
  auto further = further_databases_of(options);
  if (!further) {
    return further.failure();
  }
  auto alone = database_lock::hold(*where);
  if (!alone) {
    return explain_database(alone.failure());
  }
  auto at = open_postgresql(*where, *further);
  if (!at) {
    return explain_database(at.failure());
  }
  return opened_store{std::move(*at), std::move(*alone)};
}

} // namespace

result<opened_store> open_store(const node_options& options) {
  if (!options.cluster.join.empty()) {
    return error{ec::bad_configuration,
                 "cluster.join: this node is a guest and has no store; run "
                 "the command with the options of a node that has"};
  }
  switch (options.storage.backend) {
  case backend_kind::embedded: {
    auto at = open_embedded(options);
    return at ? result<opened_store>{{std::move(*at), std::nullopt}}
              : at.failure();
  }
  case backend_kind::postgresql:
    return open_database(options);
  }
  broken_invariant("a backend that is not defined");
}

} // namespace scrutin
