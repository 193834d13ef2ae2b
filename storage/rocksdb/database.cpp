#include "storage/rocksdb/database.hpp"

#include <algorithm>

#include <rocksdb/cache.h>
#include <rocksdb/env.h>
#include <rocksdb/options.h>
#include <rocksdb/rate_limiter.h>
#include <rocksdb/table.h>

#include "storage/rocksdb/background_watch.hpp"
#include "storage/rocksdb/keys.hpp"
#include "storage/rocksdb/log_audit.hpp"
#include "storage/rocksdb/private_files.hpp"

namespace scrutin {

namespace {

constexpr std::int64_t background_bytes_per_s = 32 << 20;
constexpr std::uint64_t memory_bytes_min = std::uint64_t{8} << 20;
constexpr std::size_t readahead_bytes = std::size_t{1} << 20;
/// What a batch takes beside its own bytes: headers, a block of the log.
constexpr std::uint64_t write_overhead_bytes = 64 << 10;
/// What a flush takes beside the entries: indexes, filters, the manifest.
constexpr std::uint64_t flush_bytes = std::uint64_t{1} << 20;
constexpr char store_format = 1;

error from_status(const rocksdb::Status& status) {
  if (status.IsCorruption()) {
    return {ec::damaged, status.ToString()};
  }
  if (status.IsNoSpace()) {
    return {ec::storage_full, status.ToString()};
  }
  return {ec::storage_failed, status.ToString()};
}

/// A file that is not there or too short when RocksDB opens was there when it
/// was written down: the store is damaged, not unavailable.
error from_open_status(const rocksdb::Status& status) {
  auto failure = from_status(status);
  if (status.IsPathNotFound() || status.IsNotSupported()
      || status.IsInvalidArgument()) {
    failure.code = ec::damaged;
  }
  return failure;
}

rocksdb::BlockBasedTableOptions table_options(std::uint64_t memory_bytes) {
  rocksdb::BlockBasedTableOptions table;
  table.block_cache = rocksdb::NewLRUCache(memory_bytes / 2);
  table.cache_index_and_filter_blocks = true;
  table.block_size = 16 << 10;
  table.checksum = rocksdb::kCRC32c;
  return table;
}

rocksdb::Options database_options(const rocksdb_options& chosen) {
  auto memory_bytes = std::max(chosen.memory_bytes_max, memory_bytes_min);
  rocksdb::Options options;
  options.create_if_missing = true;
  options.paranoid_checks = true;
  // The audit has cut off what was unfinished: nothing is left to forgive.
  options.wal_recovery_mode = rocksdb::WALRecoveryMode::kAbsoluteConsistency;
  options.recycle_log_file_num = 0;
  options.max_bgerror_resume_count = 0;
  options.write_buffer_size = memory_bytes / 8;
  options.max_write_buffer_number = 4;
  // Frames and tags look like noise.
  options.compression = rocksdb::kNoCompression;
  options.max_open_files = 256;
  options.max_total_wal_size = memory_bytes;
  // What runs in the background goes to the disk in small pieces, so that the
  // sync of a frame does not wait behind a whole table.
  options.bytes_per_sync = 256 << 10;
  options.rate_limiter.reset(
    rocksdb::NewGenericRateLimiter(background_bytes_per_s, 20'000));
  // Frames are read at starts only: many small tables cost less than merging
  // them while people vote.
  options.level0_file_num_compaction_trigger = 64;
  options.level0_slowdown_writes_trigger = 160;
  options.level0_stop_writes_trigger = 240;
  options.info_log_level = rocksdb::InfoLogLevel::WARN_LEVEL;
  options.max_log_file_size = 1 << 20;
  options.keep_log_file_num = 4;
  options.stats_dump_period_sec = 0;
  options.stats_persist_period_sec = 0;
  options.table_factory.reset(
    rocksdb::NewBlockBasedTableFactory(table_options(memory_bytes)));
  return options;
}

} // namespace

database::database(store_directory directory, const rocksdb_options& options,
                   std::shared_ptr<background_watch> watch,
                   std::unique_ptr<rocksdb::Env> env)
  : directory_(std::move(directory)), options_(options),
    watch_(std::move(watch)), env_(std::move(env)) {
}

database::~database() = default;

result<std::shared_ptr<database>>
database::open(const std::string& path, const rocksdb_options& options) {
  auto directory = store_directory::hold(path);
  if (!directory) {
    return directory.failure();
  }
  if (auto audited = audit_logs(path); !audited) {
    return audited.failure();
  }
  auto watch = std::make_shared<background_watch>();
  auto chosen = database_options(options);
  chosen.listeners.push_back(watch);
  auto env = rocksdb::NewCompositeEnv(std::make_shared<private_files>());
  // Flushes and compactions give way to the threads that voters wait for.
  for (auto pool : {rocksdb::Env::LOW, rocksdb::Env::HIGH}) {
    env->LowerThreadPoolCPUPriority(pool, rocksdb::CpuPriority::kLow);
  }
  chosen.env = env.get();
  rocksdb::DB* raw = nullptr;
  auto status = rocksdb::DB::Open(chosen, path, &raw);
  if (!status.ok()) {
    return from_open_status(status);
  }
  std::shared_ptr<database> opened{new database{
    std::move(*directory), options, std::move(watch), std::move(env)}};
  opened->db_.reset(raw);
  if (auto known = opened->check_format(); !known) {
    return known.failure();
  }
  return opened;
}

result<void> database::check_format() {
  auto format = get(keys::store_format());
  if (!format) {
    return format.failure();
  }
  if (*format) {
    if (**format != std::string(1, store_format)) {
      return error{ec::malformed,
                   directory_.path() + " was written by another version"};
    }
    return {};
  }
  rocksdb::WriteBatch batch;
  batch.Put(keys::store_format(), std::string(1, store_format));
  return write(batch, write_room::take_over);
}

// -- writing ------------------------------------------------------------------

result<void> database::write(rocksdb::WriteBatch& batch, write_room room) {
  if (watch_->failed()) {
    return error{ec::storage_failed, "an earlier write failed"};
  }
  if (!has_room(batch.GetDataSize(), room)) {
    return error{ec::storage_full,
                 directory_.path() + ": less room than the reserve"};
  }
  if (auto resumed = resume(); !resumed) {
    return resumed;
  }
  rocksdb::WriteOptions how;
  how.sync = true;
  auto status = db_->Write(how, &batch);
  if (status.ok()) {
    return {};
  }
  // A flush or compaction that found no room stops writes before they touch
  // the log. Anything else may have left part of this batch in it.
  if (watch_->full() && !watch_->failed()) {
    return error{ec::storage_full, status.ToString()};
  }
  watch_->set_failed();
  return error{ec::storage_failed, status.ToString()};
}

bool database::has_room(std::size_t bytes, write_room room) const {
  auto reserve = options_.reserve_bytes;
  if (room == write_room::take_over) {
    reserve /= 4;
  }
  return directory_.free_bytes() >= reserve + bytes + write_overhead_bytes;
}

result<void> database::resume() {
  if (!watch_->full()) {
    return {};
  }
  // Resuming begins with a flush of everything. One that finds no room again
  // leaves RocksDB 7.8 waiting in there for ever.
  std::uint64_t unflushed = 0;
  db_->GetIntProperty(rocksdb::DB::Properties::kSizeAllMemTables, &unflushed);
  if (directory_.free_bytes() < unflushed + unflushed / 8 + flush_bytes) {
    return error{ec::storage_full,
                 directory_.path() + ": no room for what is in memory"};
  }
  auto status = db_->Resume();
  if (status.ok()) {
    watch_->set_resumed();
    return {};
  }
  if (watch_->failed() || !status.IsNoSpace()) {
    watch_->set_failed();
    return error{ec::storage_failed, status.ToString()};
  }
  return error{ec::storage_full, status.ToString()};
}

// -- reading ------------------------------------------------------------------

result<std::optional<std::string>> database::get(const std::string& key) const {
  std::string value;
  auto status = db_->Get(rocksdb::ReadOptions{}, key, &value);
  if (status.IsNotFound()) {
    return std::optional<std::string>{};
  }
  if (!status.ok()) {
    return from_status(status);
  }
  return std::optional{std::move(value)};
}

result<void> database::scan(const std::string& first, const std::string& end,
                            const entry_visitor& visit) const {
  rocksdb::Slice upper{end};
  rocksdb::ReadOptions how;
  how.verify_checksums = true;
  how.fill_cache = false;
  how.readahead_size = readahead_bytes;
  how.iterate_upper_bound = &upper;
  std::unique_ptr<rocksdb::Iterator> entry{db_->NewIterator(how)};
  for (entry->Seek(first); entry->Valid(); entry->Next()) {
    auto key = entry->key();
    auto value = entry->value();
    if (auto done =
          visit({key.data(), key.size()}, {value.data(), value.size()});
        !done) {
      return done;
    }
  }
  if (!entry->status().ok()) {
    return from_status(entry->status());
  }
  return {};
}

} // namespace scrutin
