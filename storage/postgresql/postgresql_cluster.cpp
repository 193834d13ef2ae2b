#include "storage/postgresql/postgresql_cluster.hpp"

namespace scrutin {

namespace {

// Most heartbeats are this one row.
constexpr pg_statement renew_known{
  "renew_known",
  "UPDATE scrutin.node SET address = $3, edge = $4, validator = $5,"
  " results = $6, protocol = $7, renewals = renewals + 1,"
  " renewed_at = clock_timestamp()"
  " WHERE name = $1 AND incarnation = $2 RETURNING 1"};

constexpr pg_statement note_incarnation{
  "note_incarnation",
  "INSERT INTO scrutin.node_incarnation (name, incarnation) VALUES ($1, $2)"
  " ON CONFLICT DO NOTHING RETURNING 1"};

constexpr pg_statement take_name{
  "take_name",
  "INSERT INTO scrutin.node AS n"
  " (name, incarnation, address, edge, validator, results, protocol)"
  " VALUES ($1, $2, $3, $4, $5, $6, $7)"
  " ON CONFLICT (name) DO UPDATE SET incarnation = excluded.incarnation,"
  " address = excluded.address, edge = excluded.edge,"
  " validator = excluded.validator, results = excluded.results,"
  " protocol = excluded.protocol, draining = false, renewals = 1,"
  " renewed_at = clock_timestamp()"};

constexpr pg_statement list_members{
  "list_members",
  "SELECT name, incarnation, address, edge, validator, results, protocol,"
  " draining, renewals, greatest(0, floor(1000 *"
  "  extract(epoch FROM clock_timestamp() - renewed_at)))::bigint"
  " FROM scrutin.node ORDER BY name"};

constexpr pg_statement list_owners{
  "list_owners",
  "SELECT election, region, slice, owner, epoch FROM scrutin.partition"
  " UNION ALL SELECT election, region, slice, owner, epoch"
  "  FROM scrutin.partition_home WHERE database > 0 AND epoch > 0"
  " ORDER BY 1, 2, 3"};

constexpr pg_statement release_partition{
  "release_partition",
  "UPDATE scrutin.partition SET owner = ''"
  " WHERE election = $1 AND region = $2 AND slice = $3 AND epoch = $4"};
constexpr pg_statement release_elsewhere{
  "release_elsewhere",
  "UPDATE scrutin.partition_home SET owner = ''"
  " WHERE election = $1 AND region = $2 AND slice = $3 AND epoch = $4"};

constexpr pg_statement mark_draining{
  "mark_draining",
  "UPDATE scrutin.node SET draining = $2 WHERE name = $1 RETURNING 1"};

constexpr pg_statement remove_node{"remove_node",
                                   "DELETE FROM scrutin.node WHERE name = $1"};
constexpr pg_statement release_all{
  "release_all", "UPDATE scrutin.partition SET owner = '' WHERE owner = $1"};
constexpr pg_statement release_all_elsewhere{
  "release_all_elsewhere",
  "UPDATE scrutin.partition_home SET owner = '' WHERE owner = $1"};

std::string text_of(bool x) {
  return x ? "t" : "f";
}

result<pg_rows> run_with(pg_transaction& tx, const pg_statement& statement,
                         const member& x) {
  return tx.run(statement, x.name, pg_bytes{x.incarnation.view()}, x.address,
                text_of(x.roles.edge), text_of(x.roles.validator),
                text_of(x.roles.results), std::int64_t{x.protocol});
}

member_view member_of(const pg_rows& rows, std::size_t i) {
  member_view x;
  x.what.name = rows.text(i, 0);
  x.what.incarnation = incarnation_id::from(rows.bytes(i, 1));
  x.what.address = rows.text(i, 2);
  x.what.roles = {rows.boolean(i, 3), rows.boolean(i, 4), rows.boolean(i, 5)};
  x.what.protocol = static_cast<std::uint32_t>(rows.number(i, 6));
  x.draining = rows.boolean(i, 7);
  x.renewals = static_cast<std::uint64_t>(rows.number(i, 8));
  x.silent_ms = rows.number(i, 9);
  return x;
}

partition_owner owner_of(const pg_rows& rows, std::size_t i) {
  partition_owner x;
  x.partition.election.value = static_cast<std::uint32_t>(rows.number(i, 0));
  x.partition.region.value = static_cast<std::uint32_t>(rows.number(i, 1));
  x.partition.slice = static_cast<std::uint16_t>(rows.number(i, 2));
  x.owner = rows.text(i, 3);
  x.epoch = static_cast<epoch_number>(rows.number(i, 4));
  return x;
}

} // namespace

postgresql_cluster::postgresql_cluster(const postgresql_options& options)
  : session_(options, "cluster") {
}

result<void> postgresql_cluster::renew(const member& self) {
  auto tx = session_.begin();
  if (!tx) {
    return tx.failure();
  }
  auto known = run_with(*tx, renew_known, self);
  if (!known) {
    return known.failure();
  }
  if (!known->empty()) {
    return tx->commit();
  }
  auto noted =
    tx->run(note_incarnation, self.name, pg_bytes{self.incarnation.view()});
  if (!noted) {
    return noted.failure();
  }
  if (noted->empty()) {
    return error{ec::fenced, "node " + self.name
                               + " was removed, or started again elsewhere"};
  }
  auto taken = run_with(*tx, take_name, self);
  return taken ? tx->commit() : taken.failure();
}

result<cluster_view> postgresql_cluster::view() const {
  auto tx = session_.begin(pg_mode::snapshot);
  if (!tx) {
    return tx.failure();
  }
  auto members = tx->run(list_members);
  auto owners = members ? tx->run(list_owners) : members;
  if (!owners) {
    return owners.failure();
  }
  cluster_view all;
  for (std::size_t i = 0; i < members->size(); ++i) {
    all.members.push_back(member_of(*members, i));
  }
  for (std::size_t i = 0; i < owners->size(); ++i) {
    all.partitions.push_back(owner_of(*owners, i));
  }
  return all;
}

result<void> postgresql_cluster::release(partition_id partition,
                                         epoch_number epoch) {
  auto tx = session_.begin();
  if (!tx) {
    return tx.failure();
  }
  auto run = [&](const pg_statement& statement) {
    return tx->run(statement, std::int64_t{partition.election.value},
                   std::int64_t{partition.region.value},
                   std::int64_t{partition.slice}, std::int64_t{epoch});
  };
  auto here = run(release_partition);
  auto done = here ? run(release_elsewhere) : here;
  return done ? tx->commit() : done.failure();
}

result<void> postgresql_cluster::set_draining(const std::string& node,
                                              bool draining) {
  auto tx = session_.begin();
  if (!tx) {
    return tx.failure();
  }
  auto found = tx->run(mark_draining, node, text_of(draining));
  if (!found) {
    return found.failure();
  }
  if (found->empty()) {
    return error{ec::unavailable, "there is no node " + node};
  }
  return tx->commit();
}

result<void> postgresql_cluster::remove(const std::string& node) {
  auto tx = session_.begin();
  if (!tx) {
    return tx.failure();
  }
  auto removed = tx->run(remove_node, node);
  auto here = removed ? tx->run(release_all, node) : removed;
  auto released = here ? tx->run(release_all_elsewhere, node) : here;
  return released ? tx->commit() : released.failure();
}

} // namespace scrutin
