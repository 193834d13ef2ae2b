#include "nodes/embedded_store.hpp"

#include <filesystem>
#include <memory>

#include "config/election_document.hpp"
#include "nodes/election_registry.hpp"
#include "nodes/master_key.hpp"
#include "storage/rocksdb/open.hpp"

namespace scrutin {

namespace {

constexpr std::size_t limiter_seed_bytes = 16;

result<store> open_store(const node_options& options) {
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
  auto at = open_store(options);
  if (!at) {
    return at.failure();
  }
  auto directory = register_elections(definitions, *at, *master, random);
  if (!directory) {
    return directory.failure();
  }
  return opened_elections{
    std::move(*at),
    std::make_shared<const election_directory>(std::move(*directory)),
    std::string{
      derive_key(*master, "rate limits").view().substr(0, limiter_seed_bytes)}};
}

} // namespace scrutin
