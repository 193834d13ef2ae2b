#include "nodes/opened_elections.hpp"

#include <memory>

#include "config/election_document.hpp"
#include "nodes/election_registry.hpp"
#include "nodes/master_key.hpp"
#include "nodes/opened_store.hpp"

namespace scrutin {

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
  auto opened = open_store(options);
  if (!opened) {
    return opened.failure();
  }
  auto directory = register_elections(definitions, opened->at, *master, random);
  if (!directory) {
    return directory.failure();
  }
  return opened_elections{
    std::move(opened->at),
    std::make_shared<const election_directory>(std::move(*directory)),
    derive_key(*master, "rate limits")};
}

} // namespace scrutin
