#pragma once

#include <cstdint>
#include <string>

#include "domain/result.hpp"
#include "storage/store.hpp"

namespace scrutin {

/// How an embedded store behaves.
struct rocksdb_options {
  /// Block cache and memtables together, in bytes; at least 8 MiB.
  std::uint64_t memory_bytes_max = std::uint64_t{64} << 20;
  /// Free room that a write must leave on the disk, in bytes: what memtables
  /// and compaction may still need. Below it, writes are `storage_full`.
  std::uint64_t reserve_bytes = std::uint64_t{64} << 20;
};

/// Opens the embedded store in a directory of its own, which is created
/// (0700, files 0600) where its parent exists. All four stores share one
/// RocksDB and stay usable for as long as any of them lives; each may have a
/// thread of its own.
///
/// **What is durable.** Every write is synced before it returns, so a record
/// in the write-ahead log proves that the one before it reached the disk.
///
/// **A torn write, and damage.** RocksDB's recovery modes cannot tell them
/// apart: 7.8 takes a record whose length was damaged, near the end of its
/// log, for one that was never finished, and drops everything after it. So
/// the logs are read before RocksDB opens them (log_audit.hpp): an unfinished
/// last write is cut off, anything else is `damaged`; RocksDB then opens with
/// kAbsoluteConsistency and forgives nothing. Frames are checked against
/// their partition's record whenever they are read.
///
/// **A full disk.** A write that fails half-way for want of room leaves an
/// unknown outcome: its bytes may be found again after a restart. Therefore
/// room is checked before each write, with a reserve, and a write that would
/// dip into it is refused with `storage_full` before anything is written.
/// Reads go on; writes resume when there is room. Acquiring a partition may
/// use three quarters of the reserve, so that a full store can still be
/// taken over. Should RocksDB run out of room all the same: in the background
/// (flush, compaction) it is `storage_full`, and is resumed when there is
/// room; in the log itself it is `storage_failed`.
///
/// **After `storage_failed`** every write is refused: the process is to end,
/// and recovery decides what is there. A frame whose append failed that way
/// is then found whole or not at all. Debian builds RocksDB with its
/// assertions: a write that fails while the store opens may end the process
/// by one of them, before anything was acknowledged.
///
/// @param path: of the directory.
/// @returns `unavailable` if the directory cannot be made or used,
/// `storage_locked` if another handle or process has it open, `damaged`,
/// naming the file and place, `storage_full`, or `storage_failed`.
result<store> open_rocksdb(const std::string& path,
                           const rocksdb_options& options = {});

} // namespace scrutin
