#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "domain/election_directory.hpp"
#include "domain/ledger.hpp"
#include "storage/store.hpp"

namespace scrutin {

/// What one partition's log adds up to.
struct audited_partition {
  std::unique_ptr<partition_ledger> ledger;
  /// Empty: the log keeps all its rules (I2, I3, I5).
  std::string violation;
};

/// Reads one partition's log, with its slice of the roll, without acquiring it.
/// @param slices: that its region's roll is cut into.
/// @returns an error of the store; a log that breaks its rules is a violation,
/// not an error.
result<audited_partition> audit(const store& from,
                                const served_election& served,
                                partition_id partition, std::uint16_t slices);

/// The ballot box, read as recovery reads it and without acquiring anything:
/// what faults are judged by, and what `scrutin box verify` prints.
class box_audit {
public:
  /// Reads every partition of the directory's elections.
  /// @returns an error of the store; a log that breaks its rules is a
  /// violation of its partition, not an error.
  static result<box_audit> read(const store& from,
                                const election_directory& elections);

  [[nodiscard]] const std::map<partition_id, audited_partition>&
  partitions() const {
    return partitions_;
  }
  [[nodiscard]] bool holds(partition_id partition, const ballot_id& id) const;
  [[nodiscard]] std::uint64_t ballots(election_id election) const;
  [[nodiscard]] tally votes(contest_id contest) const;
  /// All violations, each naming its partition.
  [[nodiscard]] std::vector<std::string> violations() const;

private:
  std::map<partition_id, audited_partition> partitions_;
};

} // namespace scrutin
