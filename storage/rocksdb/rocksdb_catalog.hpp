#pragma once

#include <memory>

#include "storage/catalog_store.hpp"

namespace scrutin {

class database;

/// The catalog on RocksDB.
class rocksdb_catalog final : public catalog_store {
public:
  explicit rocksdb_catalog(std::shared_ptr<database> db);
  ~rocksdb_catalog() override;

  result<std::optional<catalog_record>> find(election_id id) const override;
  result<void> put(const catalog_record& record) override;
  result<bool> add(const catalog_record& record) override;
  result<std::vector<catalog_record>> all() const override;

private:
  std::shared_ptr<database> db_;
};

} // namespace scrutin
