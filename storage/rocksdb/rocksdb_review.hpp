#pragma once

#include <memory>

#include "storage/review_store.hpp"

namespace scrutin {

class database;

/// The review queue on RocksDB. Its writes are synced like all others: a record
/// in the log must prove the one before it (open.hpp).
class rocksdb_review final : public review_store {
public:
  explicit rocksdb_review(std::shared_ptr<database> db);
  ~rocksdb_review() override;

  result<void> add(const std::vector<review_entry>& entries) override;
  result<std::vector<review_entry>> list(contest_id contest) const override;
  result<std::uint64_t> attempts(contest_id contest,
                                 review_kind kind) const override;

private:
  std::shared_ptr<database> db_;
};

} // namespace scrutin
