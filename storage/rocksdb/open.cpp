#include "storage/rocksdb/open.hpp"

#include "storage/rocksdb/database.hpp"
#include "storage/rocksdb/rocksdb_administration.hpp"
#include "storage/rocksdb/rocksdb_ballot_box.hpp"
#include "storage/rocksdb/rocksdb_catalog.hpp"
#include "storage/rocksdb/rocksdb_review.hpp"
#include "storage/rocksdb/rocksdb_roll.hpp"

namespace scrutin {

result<store> open_rocksdb(const std::string& path,
                           const rocksdb_options& options) {
  auto db = database::open(path, options);
  if (!db) {
    return db.failure();
  }
  store opened;
  opened.ballot_box = std::make_unique<rocksdb_ballot_box>(*db);
  opened.roll = std::make_unique<rocksdb_roll>(*db);
  opened.catalog = std::make_unique<rocksdb_catalog>(*db);
  opened.review = std::make_unique<rocksdb_review>(*db);
  opened.officials_review = std::make_unique<rocksdb_review>(*db);
  opened.administration =
    std::make_unique<rocksdb_administration>(std::move(*db));
  return opened;
}

} // namespace scrutin
