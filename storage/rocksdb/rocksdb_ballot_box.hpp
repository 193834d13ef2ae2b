#pragma once

#include <memory>
#include <unordered_map>

#include "storage/ballot_box_store.hpp"
#include "storage/partition_record.hpp"

namespace scrutin {

class database;

/// The ballot box on RocksDB. An append is one synced batch of frames and
/// the records of their partitions, which are kept in memory as well: there is
/// one process, so what is in memory is what is on disk.
class rocksdb_ballot_box final : public ballot_box_store {
public:
  explicit rocksdb_ballot_box(std::shared_ptr<database> db);
  ~rocksdb_ballot_box() override;

  result<acquired_log> acquire(partition_id partition,
                               const frame_visitor& visit) override;
  result<void> read(partition_id partition,
                    const frame_visitor& visit) const override;
  std::vector<result<void>>
  append(const std::vector<spending_frame>& frames) override;
  std::vector<result<void>>
  confirm(const std::vector<held_partition>& held) override;
  result<std::vector<partition_id>> partitions() const override;

private:
  /// @returns the record; epoch 0 for a partition that nobody acquired.
  result<partition_record> stored_record(partition_id partition) const;
  result<partition_record*> record_of(partition_id partition);
  result<void> read_log(partition_id partition, const partition_record& record,
                        const frame_visitor& visit) const;

  std::unordered_map<partition_id, partition_record> records_;
  std::shared_ptr<database> db_;
};

} // namespace scrutin
