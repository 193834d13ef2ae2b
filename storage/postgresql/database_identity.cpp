#include "storage/postgresql/database_identity.hpp"

#include "storage/postgresql/session.hpp"

namespace scrutin {

namespace {

constexpr pg_statement read_identity{
  "read_identity",
  "SELECT id, coalesce(first::text, ''),"
  " EXISTS (SELECT FROM scrutin.catalog) OR EXISTS (SELECT FROM scrutin.node)"
  " OR EXISTS (SELECT FROM scrutin.partition) FROM scrutin.identity"};

constexpr pg_statement join_first{
  "join_first",
  "UPDATE scrutin.identity SET first = $1 WHERE first IS NULL RETURNING 1"};

constexpr auto find_tables =
  "SELECT to_regclass('scrutin.catalog') IS NOT NULL,"
  " to_regclass('scrutin.identity') IS NOT NULL";

constexpr auto has_rows = "SELECT EXISTS (SELECT FROM scrutin.catalog)"
                          " OR EXISTS (SELECT FROM scrutin.node)"
                          " OR EXISTS (SELECT FROM scrutin.partition)";

constexpr auto in_use = "has elections or nodes of its own: a further database "
                        "must be new";

error refused(const char* why) {
  return {ec::bad_configuration, why};
}

} // namespace

result<std::string> first_database(const postgresql_options& options) {
  pg_session session{options, "schema"};
  auto tx = session.begin(pg_mode::snapshot);
  auto row = tx ? tx->run(read_identity) : result<pg_rows>{tx.failure()};
  if (!row) {
    return row.failure();
  }
  if (!row->text(0, 1).empty()) {
    return refused("keeps partitions for another database: set "
                   "postgresql.connection to the first one, and this one "
                   "among postgresql.further_connections");
  }
  return std::string{row->text(0, 0)};
}

result<void> is_unused(const postgresql_options& options) {
  pg_session session{options, "schema"};
  auto tx = session.begin(pg_mode::snapshot);
  auto tables =
    tx ? tx->run(std::string{find_tables}) : result<pg_rows>{tx.failure()};
  if (!tables) {
    return tables.failure();
  }
  // Later ones say themselves to whom they belong.
  if (!tables->boolean(0, 0) || tables->boolean(0, 1)) {
    return {};
  }
  auto used = tx->run(std::string{has_rows});
  if (!used) {
    return used.failure();
  }
  return used->boolean(0, 0) ? result<void>{refused(in_use)} : result<void>{};
}

result<std::string> further_database(const postgresql_options& options,
                                     const std::string& first) {
  pg_session session{options, "schema"};
  auto tx = session.begin();
  auto row = tx ? tx->run(read_identity) : result<pg_rows>{tx.failure()};
  if (!row) {
    return row.failure();
  }
  std::string id{row->text(0, 0)};
  if (id == first) {
    return refused("is the database of postgresql.connection: a further one "
                   "must be another");
  }
  if (row->text(0, 1) == first) {
    return id;
  }
  if (!row->text(0, 1).empty()) {
    return refused("keeps partitions for another first database");
  }
  if (row->boolean(0, 2)) {
    return refused(in_use);
  }
  auto joined = tx->run(join_first, first);
  if (!joined) {
    return joined.failure();
  }
  if (joined->empty()) {
    return refused("was taken by another first database just now");
  }
  if (auto done = tx->commit(); !done) {
    return error{ec::storage_away, done.failure().detail};
  }
  return id;
}

} // namespace scrutin
