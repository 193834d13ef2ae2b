#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <vector>

#include "storage/ballot_box_store.hpp"
#include "storage/postgresql/partition_homes.hpp"

namespace scrutin {

/// A ballot box spread over databases, with some writers to each: a partition
/// lies in one database, which is chosen once, and has one of its writers.
/// These are the parts, and may be used by a thread each; the rest of it by one
/// thread at a time, before they are.
class spread_ballot_box final : public ballot_box_store {
public:
  struct part_entry {
    database_number number;
    std::unique_ptr<ballot_box_store> box;
  };

  /// Brings the further databases' schemas to this program's version, and notes
  /// those that are new.
  /// @param further: are given the ids of their databases.
  /// @returns `bad_configuration` where one is named twice or not to be used,
  /// or where a database that keeps partitions is not named.
  static result<std::unique_ptr<ballot_box_store>>
  open(const postgresql_options& first,
       std::vector<postgresql_options>& further);

  result<acquired_log> acquire(partition_id partition,
                               const frame_visitor& visit) override;
  result<acquired_log> acquire_after(partition_id partition,
                                     const frame_mark& known,
                                     const frame_visitor& visit) override;
  result<void> read(partition_id partition,
                    const frame_visitor& visit) const override;
  std::vector<result<void>>
  append(const std::vector<spending_frame>& frames) override;
  std::vector<result<void>>
  confirm(const std::vector<held_partition>& held) override;
  result<std::vector<partition_id>> partitions() const override;
  result<void> settle(const std::vector<partition_id>& partitions) override;
  [[nodiscard]] std::size_t parts() const override { return parts_.size(); }
  [[nodiscard]] std::size_t part_of(partition_id partition) const override;
  ballot_box_store& part(std::size_t index) override {
    return *parts_[index].box;
  }

private:
  explicit spread_ballot_box(const postgresql_options& first) : first_(first) {}
  result<void> read_homes(partition_homes& homes);
  result<void> add_further(partition_homes& homes, postgresql_options& further,
                           const std::string& first_id);
  void add_writers(database_number number, const postgresql_options& database);
  template <class Item, class PartitionOf, class Call>
  std::vector<result<void>> each_part(const std::vector<Item>& items,
                                      PartitionOf partition_of, Call call);

  postgresql_options first_;
  /// Guards the homes: partitions of a new election get theirs while others are
  /// written.
  mutable std::shared_mutex homes_mutex_;
  std::map<partition_id, database_number> home_of_;
  /// Those of one database stand together, the first one's first.
  std::vector<part_entry> parts_;
};

} // namespace scrutin
