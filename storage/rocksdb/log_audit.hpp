#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "domain/result.hpp"

namespace scrutin {

/// What a look at the bytes of a RocksDB log shows: that every record is
/// whole, or where the first one that is not begins, and how it is broken.
struct log_findings {
  enum class tail_kind : unsigned char {
    /// Ends with its last whole record.
    whole,
    /// The last write was never finished.
    torn,
    /// A record that was finished is no longer what it was.
    damaged,
  };
  tail_kind tail = tail_kind::whole;
  /// Where the whole records end, in bytes.
  std::size_t whole_bytes = 0;
  /// Whole records.
  std::size_t records = 0;
};

/// Reads a log record by record: blocks of 32 KiB, in them fragments of
/// {masked CRC-32C, length, type}, as RocksDB and LevelDB write them.
///
/// RocksDB itself takes a last record for unfinished when its length points
/// past the end of the file, which a damaged length does as well. The two are
/// told apart by what is there:
/// - torn: the fragment runs past the end of the file, and neither is its
///   checksum that of a shorter one nor does a whole fragment lie behind it;
///   or the file ends between the fragments of a record; or what was written
///   last has a sector of 512 zeros in it, which is what a file system shows
///   for pages that a power cut kept from the disk (frames are sealed: they
///   have no such runs), and no later record begins behind it;
/// - damaged: anything else.
///
/// Source: https://github.com/facebook/rocksdb/wiki/Write-Ahead-Log-File-Format
log_findings examine_log(std::string_view bytes);

/// Examines the write-ahead logs and the manifest of a closed RocksDB, and
/// cuts an unfinished write off the newest log.
/// @returns `damaged`, naming the file and the byte, for any log that holds a
/// finished record that does not read back; `storage_failed` if a file cannot
/// be read or cut.
result<void> audit_logs(const std::string& directory);

} // namespace scrutin
