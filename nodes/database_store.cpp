#include "nodes/database_store.hpp"

#include "nodes/secret_file.hpp"
#include "nodes/system_surroundings.hpp"
#include "storage/postgresql/open.hpp"

namespace scrutin {

result<postgresql_options> database_of(const node_options& options) {
  const auto& from = options.postgresql;
  postgresql_options x;
  x.connection = from.connection;
  if (!options.cluster.node.empty()) {
    x.owner = options.cluster.node;
  }
  x.writers = from.writers;
  x.connect_timeout_ms = from.connect_timeout_ms;
  x.statement_timeout_ms = from.statement_timeout_ms;
  // The server gives up first.
  x.answer_ms_max = from.statement_timeout_ms + 5'000;
  x.lock_timeout_ms = from.lock_timeout_ms;
  x.idle_in_transaction_timeout_ms = from.idle_in_transaction_timeout_ms;
  x.tcp_user_timeout_ms = from.tcp_user_timeout_ms;
  x.patience_ms = from.patience_ms;
  x.resolve_ms_max = from.resolve_ms_max;
  x.now = steady_clock();
  if (!from.password_file.empty()) {
    auto password =
      read_password_file(from.password_file, "postgresql.password_file "
                                               + from.password_file.string());
    if (!password) {
      return password.failure();
    }
    x.password = *std::move(password);
  }
  return x;
}

result<std::vector<postgresql_options>>
further_databases_of(const node_options& options) {
  std::vector<postgresql_options> all;
  for (const auto& connection : options.postgresql.further_connections) {
    auto further = database_of(options);
    if (!further) {
      return further.failure();
    }
    further->connection = connection;
    all.push_back(*std::move(further));
  }
  return all;
}

result<std::unique_ptr<cluster_store>>
open_cluster(const node_options& options) {
  if (options.storage.backend != backend_kind::postgresql) {
    return error{ec::bad_configuration,
                 "storage.backend is not postgresql: there is no cluster"};
  }
  auto where = database_of(options);
  if (!where) {
    return where.failure();
  }
  auto opened = open_postgresql_cluster(*where);
  if (!opened) {
    return explain_database(opened.failure());
  }
  return opened;
}

error explain_database(const error& failure) {
  switch (failure.code) {
  case ec::storage_away:
    return {failure.code, "PostgreSQL does not answer: " + failure.detail
                            + "; start the server, or mend "
                              "postgresql.connection or "
                              "further_connections"};
  case ec::bad_configuration:
    return {failure.code, "PostgreSQL: " + failure.detail};
  default:
    return failure;
  }
}

} // namespace scrutin
