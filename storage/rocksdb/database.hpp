#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include <rocksdb/db.h>
#include <rocksdb/write_batch.h>

#include "domain/result.hpp"
#include "storage/rocksdb/open.hpp"
#include "storage/rocksdb/store_directory.hpp"

namespace scrutin {

class background_watch;

/// How far into the reserve of free room a write may go.
enum class write_room : unsigned char {
  /// Not at all.
  ordinary,
  /// Down to a quarter: small writes that let a full store be taken over.
  take_over,
};

/// Takes a key and its value; an error ends the reading.
using entry_visitor =
  std::function<result<void>(std::string_view key, std::string_view value)>;

/// The one RocksDB under the four stores: keys in one column family, every
/// write synced, errors turned into ours. Any thread.
class database {
public:
  static result<std::shared_ptr<database>> open(const std::string& path,
                                                const rocksdb_options& options);
  ~database();
  database(const database&) = delete;
  database& operator=(const database&) = delete;

  /// Writes a batch, whole or not at all; durable when it returns.
  /// @returns `storage_full`: nothing was written; `storage_failed`: the
  /// outcome is not known, and no later write is taken.
  result<void> write(rocksdb::WriteBatch& batch,
                     write_room room = write_room::ordinary);

  /// @returns the value, or nothing where there is none; `damaged`.
  [[nodiscard]] result<std::optional<std::string>>
  get(const std::string& key) const;

  /// Visits the entries of keys in [first, end), ascending, checksums
  /// verified. For long readings: read ahead, not cached.
  result<void> scan(const std::string& first, const std::string& end,
                    const entry_visitor& visit) const;

  /// Held by whoever changes the review queue: attempts are added on one
  /// thread and decided about on another, and both read before they write.
  [[nodiscard]] std::mutex& review_queue() { return review_queue_; }

private:
  database(store_directory directory, const rocksdb_options& options,
           std::shared_ptr<background_watch> watch,
           std::unique_ptr<rocksdb::Env> env);

  result<void> check_format();
  [[nodiscard]] bool has_room(std::size_t bytes, write_room room) const;
  /// Goes on after a want of room in the background, if there is room again.
  result<void> resume();

  store_directory directory_;
  rocksdb_options options_;
  std::shared_ptr<background_watch> watch_;
  std::unique_ptr<rocksdb::Env> env_;
  std::unique_ptr<rocksdb::DB> db_;
  std::mutex review_queue_;
};

} // namespace scrutin
