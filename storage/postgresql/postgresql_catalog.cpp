#include "storage/postgresql/postgresql_catalog.hpp"

#include "storage/postgresql/arrays.hpp"

namespace scrutin {

namespace {

constexpr pg_statement find_election{
  "find_election", "SELECT election, fingerprint, wrapped_keys, regions, slices"
                   " FROM scrutin.catalog WHERE election = $1"};

constexpr pg_statement put_election{
  "put_election",
  "INSERT INTO scrutin.catalog"
  " (election, fingerprint, wrapped_keys, regions, slices)"
  " VALUES ($1, $2, $3, $4::bigint[], $5::integer[])"
  " ON CONFLICT (election) DO UPDATE SET"
  " fingerprint = excluded.fingerprint, wrapped_keys = excluded.wrapped_keys,"
  " regions = excluded.regions, slices = excluded.slices"};

constexpr pg_statement add_election{
  "add_election", "INSERT INTO scrutin.catalog"
                  " (election, fingerprint, wrapped_keys, regions, slices)"
                  " VALUES ($1, $2, $3, $4::bigint[], $5::integer[])"
                  " ON CONFLICT (election) DO NOTHING RETURNING election"};

constexpr pg_statement list_elections{
  "list_elections",
  "SELECT election, fingerprint, wrapped_keys, regions, slices"
  " FROM scrutin.catalog ORDER BY election"};

result<catalog_record> record_of(const pg_rows& rows, std::size_t i) {
  catalog_record record;
  record.election.value = static_cast<std::uint32_t>(rows.number(i, 0));
  record.fingerprint = rows.bytes(i, 1);
  record.wrapped_keys = rows.bytes(i, 2);
  auto regions = pg_numbers_of(rows.text(i, 3));
  auto slices = pg_numbers_of(rows.text(i, 4));
  if (regions.size() != slices.size()) {
    return error{ec::damaged, "the catalog record of election "
                                + std::to_string(record.election.value)
                                + " has regions without slices"};
  }
  for (std::size_t k = 0; k < regions.size(); ++k) {
    record.slices.emplace_back(
      region_id{static_cast<std::uint32_t>(regions[k])},
      static_cast<std::uint16_t>(slices[k]));
  }
  return record;
}

} // namespace

postgresql_catalog::postgresql_catalog(const postgresql_options& options)
  : session_(options, "catalog") {
}

result<std::optional<catalog_record>>
postgresql_catalog::find(election_id id) const {
  auto tx = session_.begin(pg_mode::snapshot);
  if (!tx) {
    return tx.failure();
  }
  auto rows = tx->run(find_election, std::int64_t{id.value});
  if (!rows) {
    return rows.failure();
  }
  if (rows->empty()) {
    return std::optional<catalog_record>{};
  }
  auto record = record_of(*rows, 0);
  if (!record) {
    return record.failure();
  }
  return std::optional{*std::move(record)};
}

result<void> postgresql_catalog::put(const catalog_record& record) {
  auto done = write(put_election, record);
  return done ? result<void>{} : done.failure();
}

result<bool> postgresql_catalog::add(const catalog_record& record) {
  auto done = write(add_election, record);
  return done ? result<bool>{*done > 0} : done.failure();
}

result<std::size_t> postgresql_catalog::write(const pg_statement& statement,
                                              const catalog_record& record) {
  auto tx = session_.begin();
  if (!tx) {
    return tx.failure();
  }
  pg_numbers regions;
  pg_numbers slices;
  for (const auto& [region, count] : record.slices) {
    regions.add(region.value);
    slices.add(count);
  }
  auto done =
    tx->run(statement, std::int64_t{record.election.value},
            pg_bytes{record.fingerprint}, pg_bytes{record.wrapped_keys},
            regions.text(), slices.text());
  if (!done) {
    return done.failure();
  }
  auto written = done->size();
  auto committed = tx->commit();
  return committed ? result<std::size_t>{written} : committed.failure();
}

result<std::vector<catalog_record>> postgresql_catalog::all() const {
  auto tx = session_.begin(pg_mode::snapshot);
  if (!tx) {
    return tx.failure();
  }
  auto rows = tx->run(list_elections);
  if (!rows) {
    return rows.failure();
  }
  std::vector<catalog_record> records;
  for (std::size_t i = 0; i < rows->size(); ++i) {
    auto record = record_of(*rows, i);
    if (!record) {
      return record.failure();
    }
    records.push_back(*std::move(record));
  }
  return records;
}

} // namespace scrutin
