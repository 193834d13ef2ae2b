#include "storage/postgresql/partition_homes.hpp"

#include <algorithm>

#include "storage/postgresql/arrays.hpp"

namespace scrutin {

namespace {

// Only a new one takes a number.
constexpr pg_statement note_database{
  "note_database",
  "INSERT INTO scrutin.further_database (id, found_at)"
  " SELECT $1::uuid, $2 WHERE NOT EXISTS"
  "  (SELECT FROM scrutin.further_database WHERE id = $1::uuid)"
  " ON CONFLICT (id) DO NOTHING"};

constexpr pg_statement find_database{
  "find_database", "SELECT number FROM scrutin.further_database WHERE id = $1"};

constexpr pg_statement find_place{
  "find_place",
  "SELECT found_at FROM scrutin.further_database WHERE number = $1"};

constexpr pg_statement list_homes{
  "list_homes",
  "SELECT election, region, slice, database FROM scrutin.partition_home"};

constexpr pg_statement find_homes{
  "find_homes", "SELECT 1 FROM scrutin.catalog WHERE election = $1"};

constexpr pg_statement add_homes{
  "add_homes",
  "INSERT INTO scrutin.partition_home (election, region, slice, database)"
  " SELECT $1::bigint, w.region, w.slice, w.database"
  " FROM unnest($2::bigint[], $3::integer[], $4::integer[])"
  "  AS w (region, slice, database)"};

constexpr pg_statement find_epoch{
  "find_epoch", "SELECT epoch FROM scrutin.partition_home"
                " WHERE election = $1 AND region = $2 AND slice = $3"};

constexpr pg_statement note_epoch{
  "note_epoch", "UPDATE scrutin.partition_home SET owner = $4, epoch = $5"
                " WHERE election = $1 AND region = $2 AND slice = $3"
                " AND epoch < $5 RETURNING 1"};

constexpr pg_statement begin_versions{
  "begin_versions", "INSERT INTO scrutin.roll_version (election, version)"
                    " VALUES ($1, 0) ON CONFLICT DO NOTHING"};

constexpr pg_statement hold_version{
  "hold_version", "SELECT version FROM scrutin.roll_version WHERE election = $1"
                  " FOR SHARE NOWAIT"};

constexpr pg_statement read_version{
  "read_version",
  "SELECT version FROM scrutin.roll_version WHERE election = $1"};

using home_map = std::map<partition_id, database_number>;

result<home_map> homes_in(pg_transaction& tx) {
  auto rows = tx.run(list_homes);
  if (!rows) {
    return rows.failure();
  }
  home_map homes;
  for (std::size_t i = 0; i < rows->size(); ++i) {
    partition_id id;
    id.election.value = static_cast<std::uint32_t>(rows->number(i, 0));
    id.region.value = static_cast<std::uint32_t>(rows->number(i, 1));
    id.slice = static_cast<std::uint16_t>(rows->number(i, 2));
    homes[id] = rows->number(i, 3);
  }
  return homes;
}

/// An epoch that was not noted is raised again: nobody uses it.
result<void> surely(result<void> committed) {
  return committed ? committed
                   : error{ec::storage_away, committed.failure().detail};
}

/// How many partitions of an election each database has.
class shares {
public:
  shares(const home_map& homes, election_id election,
         const std::vector<database_number>& databases) {
    for (auto number : databases) {
      counts_[number] = 0;
    }
    for (const auto& [partition, number] : homes) {
      if (partition.election == election) {
        any_ = true;
        if (auto known = counts_.find(number); known != counts_.end()) {
          ++known->second;
        }
      }
    }
  }

  [[nodiscard]] bool any() const { return any_; }

  database_number take_smallest() {
    auto least = std::min_element(
      counts_.begin(), counts_.end(),
      [](const auto& x, const auto& y) { return x.second < y.second; });
    ++least->second;
    return least->first;
  }

private:
  std::map<database_number, std::size_t> counts_;
  bool any_ = false;
};

} // namespace

result<database_number>
partition_homes::number_of(const std::string& id, const std::string& found_at) {
  auto tx = session_.begin();
  if (!tx) {
    return tx.failure();
  }
  auto noted = tx->run(note_database, id, found_at);
  auto row = noted ? tx->run(find_database, id) : noted;
  if (!row) {
    return row.failure();
  }
  auto number = row->number(0, 0);
  auto done = surely(tx->commit());
  return done ? result<database_number>{number} : done.failure();
}

result<std::string> partition_homes::found_at(database_number number) {
  auto tx = session_.begin(pg_mode::snapshot);
  auto row = tx ? tx->run(find_place, number) : result<pg_rows>{tx.failure()};
  if (!row) {
    return row.failure();
  }
  return row->empty() ? std::string{"unknown"} : std::string{row->text(0, 0)};
}

result<home_map> partition_homes::read() {
  auto tx = session_.begin(pg_mode::snapshot);
  return tx ? homes_in(*tx) : tx.failure();
}

result<void>
partition_homes::choose(const std::vector<partition_id>& partitions,
                        const std::vector<database_number>& databases) {
  if (partitions.empty()) {
    return {};
  }
  auto election = partitions.front().election;
  auto tx = session_.begin();
  auto homes = tx ? homes_in(*tx) : result<home_map>{tx.failure()};
  if (!homes) {
    return homes.failure();
  }
  auto known = tx->run(find_homes, std::int64_t{election.value});
  if (!known) {
    return known.failure();
  }
  shares given{*homes, election, databases};
  auto stays = !known->empty() && !given.any();
  pg_numbers regions, slices, chosen;
  for (const auto& partition : partitions) {
    if (homes->count(partition) == 0) {
      regions.add(partition.region.value);
      slices.add(partition.slice);
      chosen.add(stays ? 0 : given.take_smallest());
    }
  }
  auto begun = tx->run(begin_versions, std::int64_t{election.value});
  auto added = begun ? tx->run(add_homes, std::int64_t{election.value},
                               regions.text(), slices.text(), chosen.text())
                     : begun;
  return added ? surely(tx->commit()) : added.failure();
}

result<epoch_number> partition_homes::epoch_of(partition_id partition) {
  auto tx = session_.begin(pg_mode::snapshot);
  auto row = tx ? tx->run(find_epoch, std::int64_t{partition.election.value},
                          std::int64_t{partition.region.value},
                          std::int64_t{partition.slice})
                : result<pg_rows>{tx.failure()};
  if (!row) {
    return row.failure();
  }
  return row->empty() ? epoch_number{0}
                      : static_cast<epoch_number>(row->number(0, 0));
}

result<void> partition_homes::note_owner(partition_id partition,
                                         epoch_number epoch) {
  auto tx = session_.begin();
  auto noted = tx ? tx->run(note_epoch, std::int64_t{partition.election.value},
                            std::int64_t{partition.region.value},
                            std::int64_t{partition.slice},
                            session_.options().owner, std::int64_t{epoch})
                  : result<pg_rows>{tx.failure()};
  if (!noted) {
    return noted.failure();
  }
  if (noted->empty()) {
    return error{ec::fenced,
                 to_string(partition) + " was acquired again meanwhile"};
  }
  return surely(tx->commit());
}

// -- the roll -----------------------------------------------------------------

result<std::int64_t> partition_homes::version_by(pg_transaction& tx,
                                                 const pg_statement& statement,
                                                 election_id election) {
  auto row = tx.run(statement, std::int64_t{election.value});
  if (!row) {
    return row.failure();
  }
  if (row->empty()) {
    return error{ec::damaged, "election " + std::to_string(election.value)
                                + " has partitions in a further database and "
                                  "no count of its roll's changes"};
  }
  return row->number(0, 0);
}

result<std::int64_t> partition_homes::roll_version(election_id election) {
  auto tx = session_.begin(pg_mode::snapshot);
  return tx ? version_by(*tx, read_version, election) : tx.failure();
}

result<held_roll> partition_homes::hold_roll(election_id election) {
  auto tx = session_.begin();
  auto version = tx ? version_by(*tx, hold_version, election)
                    : result<std::int64_t>{tx.failure()};
  if (!version) {
    return version.failure();
  }
  return held_roll{*version, *std::move(tx)};
}

} // namespace scrutin
