#include "cli/administration/opened_accounts.hpp"

#include "nodes/account_store.hpp"
#include "nodes/system_surroundings.hpp"

namespace scrutin {

result<std::unique_ptr<account_registry>>
open_account_registry(const node_flags& flags) {
  auto options = flags.read();
  if (!options) {
    return options.failure();
  }
  auto store = open_accounts(*options);
  if (!store) {
    return store.failure();
  }
  return std::make_unique<account_registry>(*store, system_clock(),
                                            system_random());
}

} // namespace scrutin
