#include "nodes/account_store.hpp"

#include "nodes/database_store.hpp"
#include "nodes/opened_store.hpp"
#include "storage/postgresql/open.hpp"

namespace scrutin {

namespace {

using opened = result<std::shared_ptr<administration_store>>;

opened open_on_database(const node_options& options) {
  auto where = database_of(options);
  if (!where) {
    return where.failure();
  }
  auto at = open_postgresql_administration(*where);
  if (!at) {
    return explain_database(at.failure());
  }
  return std::shared_ptr<administration_store>{*std::move(at)};
}

opened open_in_place(const node_options& options) {
  auto at = open_store(options);
  if (!at && at.failure().code == ec::storage_locked) {
    return error{ec::storage_locked,
                 at.failure().detail
                   + "; stop the node first, or use its /api/v1/admin"};
  }
  if (!at) {
    return at.failure();
  }
  return std::shared_ptr<administration_store>{
    std::move(at->at.administration)};
}

} // namespace

opened open_accounts(const node_options& options) {
  auto is_shared = options.cluster.join.empty()
                   && options.storage.backend == backend_kind::postgresql;
  return is_shared ? open_on_database(options) : open_in_place(options);
}

} // namespace scrutin
