#include "nodes/opened_elections.hpp"

#include <memory>

#include "config/election_document.hpp"
#include "nodes/election_registry.hpp"
#include "nodes/master_key.hpp"
#include "nodes/opened_store.hpp"

namespace scrutin {

namespace {

result<opened_elections>
open_with(const node_options& options,
          const std::vector<written_election>& documents,
          const random_source& random) {
  auto master = read_master_key(options);
  if (!master) {
    return master.failure();
  }
  auto opened = open_store(options);
  if (!opened) {
    return opened.failure();
  }
  auto directory = register_elections(documents, opened->at, *master, random);
  if (!directory) {
    return directory.failure();
  }
  return opened_elections{
    std::move(opened->at),
    std::make_shared<election_directory>(std::move(*directory)),
    derive_key(*master, "rate limits"), *master};
}

} // namespace

result<opened_elections> open_elections(const node_options& options,
                                        const random_source& random) {
  auto documents = load_documents(options.elections_directory);
  if (!documents) {
    return documents.failure();
  }
  return open_with(options, *documents, random);
}

result<opened_elections>
open_elections(const node_options& options,
               const std::vector<election>& definitions,
               const random_source& random) {
  std::vector<written_election> documents;
  for (const auto& x : definitions) {
    documents.push_back({x, {}});
  }
  return open_with(options, documents, random);
}

} // namespace scrutin
