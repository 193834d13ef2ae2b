#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "domain/ids.hpp"
#include "storage/postgresql/session.hpp"

namespace scrutin {

/// The number of a database in its cluster; 0 is the first.
using database_number = std::int64_t;

/// An election's roll that nobody changes meanwhile.
class held_roll {
public:
  held_roll(std::int64_t version, pg_transaction lock)
    : version_(version), lock_(std::move(lock)) {}

  /// Grows with each change.
  [[nodiscard]] std::int64_t version() const { return version_; }
  /// @returns `storage_away` where the roll may have been changed since.
  result<void> still() { return lock_.still_open(); }

private:
  std::int64_t version_;
  pg_transaction lock_;
};

/// Which database keeps each partition, as the first one has it. A partition
/// that is not noted is in the first. Used from one thread at a time.
class partition_homes {
public:
  /// @param first: the database of the catalog.
  explicit partition_homes(const postgresql_options& first)
    : session_(first, "homes") {}

  /// The number of a further database, given when it is seen for the first
  /// time.
  result<database_number> number_of(const std::string& id,
                                    const std::string& found_at);

  /// Where a number's database was found, for messages.
  result<std::string> found_at(database_number number);

  result<std::map<partition_id, database_number>> read();

  /// Gives partitions of one election that have no home the database with the
  /// fewest of that election. All stay in the first where the election is known
  /// and none of it was given a home: it is from before there were several.
  /// No two programs at a time: see database_lock.
  result<void> choose(const std::vector<partition_id>& partitions,
                      const std::vector<database_number>& databases);

  /// The newest epoch that was noted; 0: none.
  result<epoch_number> epoch_of(partition_id partition);
  /// Notes who acquired a partition, under the name in the options.
  /// @returns `fenced` where a newer epoch is noted.
  result<void> note_owner(partition_id partition, epoch_number epoch);

  /// Of the roll as it is by now.
  result<std::int64_t> roll_version(election_id election);
  /// @returns `storage_away` while somebody changes it.
  result<held_roll> hold_roll(election_id election);

private:
  static result<std::int64_t> version_by(pg_transaction& tx,
                                         const pg_statement& statement,
                                         election_id election);

  pg_session session_;
};

} // namespace scrutin
