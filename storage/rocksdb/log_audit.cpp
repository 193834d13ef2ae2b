#include "storage/rocksdb/log_audit.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>

#include <boost/crc.hpp>
#include <fcntl.h>
#include <unistd.h>

namespace scrutin {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t block_bytes = 32'768;
constexpr std::size_t header_bytes = 7;
constexpr std::size_t sector_bytes = 512;

/// Written to disk by RocksDB.
enum fragment_type : unsigned char { full = 1, first, middle, last };

using crc32c =
  boost::crc_optimal<32, 0x1EDC6F41, 0xFFFFFFFF, 0xFFFFFFFF, true, true>;

struct fragment {
  std::uint32_t masked_crc;
  std::size_t length;
  unsigned char type;
};

unsigned char byte_at(std::string_view bytes, std::size_t i) {
  return static_cast<unsigned char>(bytes[i]);
}

/// @param at: at least header_bytes before the end.
fragment header_at(std::string_view bytes, std::size_t at) {
  std::uint32_t crc = 0;
  for (std::size_t i = 4; i-- > 0;) {
    crc = (crc << 8) | byte_at(bytes, at + i);
  }
  auto length = std::size_t{byte_at(bytes, at + 4)}
                | std::size_t{byte_at(bytes, at + 5)} << 8;
  return {crc, length, byte_at(bytes, at + 6)};
}

/// LevelDB's masking, so that a checksum of checksums stays fair.
std::uint32_t masked(std::uint32_t crc) {
  return ((crc >> 15) | (crc << 17)) + 0xA282EAD8U;
}

std::size_t left_in_block(std::size_t at) {
  return block_bytes - at % block_bytes;
}

bool is_whole_fragment(std::string_view bytes, std::size_t at) {
  if (bytes.size() - at < header_bytes || left_in_block(at) < header_bytes) {
    return false;
  }
  auto header = header_at(bytes, at);
  auto room = std::min(left_in_block(at), bytes.size() - at) - header_bytes;
  if (header.type < full || header.type > last || header.length > room) {
    return false;
  }
  crc32c crc;
  crc.process_bytes(bytes.data() + at + 6, header.length + 1);
  return masked(crc.checksum()) == header.masked_crc;
}

bool begins_record(unsigned char type) {
  return type == full || type == first;
}

/// Whether the fragment's checksum is that of fewer bytes than it claims.
bool is_whole_when_shorter(std::string_view bytes, std::size_t at) {
  auto wanted = header_at(bytes, at).masked_crc;
  auto end = std::min(bytes.size(), at + left_in_block(at));
  crc32c crc;
  for (auto i = at + 6; i < end; ++i) {
    crc.process_byte(byte_at(bytes, i));
    if (masked(crc.checksum()) == wanted) {
      return true;
    }
  }
  return false;
}

/// Whether a whole fragment, or one that begins a record, lies anywhere
/// behind a place.
bool holds_fragment_after(std::string_view bytes, std::size_t at,
                          bool only_beginnings) {
  for (auto i = at + 1; i + header_bytes <= bytes.size(); ++i) {
    auto type = byte_at(bytes, i + 6);
    if ((!only_beginnings || begins_record(type))
        && is_whole_fragment(bytes, i)) {
      return true;
    }
  }
  return false;
}

/// Whether a sector, as far as it lies in [from, end), is all zeros.
bool holds_zero_sector(std::string_view bytes, std::size_t from) {
  while (from < bytes.size()) {
    auto end = std::min(bytes.size(), (from / sector_bytes + 1) * sector_bytes);
    auto part = bytes.substr(from, end - from);
    if (part.size() >= 4
        && part.find_first_not_of('\0') == std::string_view::npos) {
      return true;
    }
    from = end;
  }
  return false;
}

/// Walks a log up to its first fragment that is not whole.
class log_walk {
public:
  explicit log_walk(std::string_view bytes) : bytes_(bytes) {}

  log_findings run() {
    while (at_ < bytes_.size()) {
      if (left_in_block(at_) < header_bytes) {
        at_ = std::min(bytes_.size(), at_ + left_in_block(at_));
      } else if (!take_fragment()) {
        findings_.tail = judge();
        return findings_;
      }
    }
    if (inside_record_) {
      findings_.tail = log_findings::tail_kind::torn;
    }
    return findings_;
  }

private:
  bool take_fragment() {
    if (!is_whole_fragment(bytes_, at_)) {
      return false;
    }
    auto header = header_at(bytes_, at_);
    if (begins_record(header.type) == inside_record_) {
      return false;
    }
    at_ += header_bytes + header.length;
    inside_record_ = header.type == first || header.type == middle;
    if (!inside_record_) {
      findings_.whole_bytes = at_;
      ++findings_.records;
    }
    return true;
  }

  [[nodiscard]] log_findings::tail_kind judge() const {
    auto torn = log_findings::tail_kind::torn;
    auto damaged = log_findings::tail_kind::damaged;
    if (holds_zero_sector(bytes_, findings_.whole_bytes)) {
      return holds_fragment_after(bytes_, at_, true) ? damaged : torn;
    }
    if (bytes_.size() - at_ < header_bytes) {
      return torn;
    }
    auto header = header_at(bytes_, at_);
    auto fits_block = header.length <= left_in_block(at_) - header_bytes;
    auto runs_past_end = at_ + header_bytes + header.length > bytes_.size();
    auto unfinished = fits_block && runs_past_end && header.type >= full
                      && header.type <= last
                      && begins_record(header.type) != inside_record_
                      && !is_whole_when_shorter(bytes_, at_)
                      && !holds_fragment_after(bytes_, at_, false);
    return unfinished ? torn : damaged;
  }

  std::string_view bytes_;
  std::size_t at_ = 0;
  bool inside_record_ = false;
  log_findings findings_;
};

result<std::string> content_of(const fs::path& file) {
  std::ifstream in{file, std::ios::binary};
  std::string bytes{std::istreambuf_iterator<char>{in}, {}};
  if (!in) {
    return error{ec::storage_failed, file.string() + " cannot be read"};
  }
  return bytes;
}

result<void> cut(const fs::path& file, std::size_t bytes) {
  int fd = ::open(file.c_str(), O_WRONLY | O_CLOEXEC);
  auto done = fd >= 0 && ::ftruncate(fd, static_cast<off_t>(bytes)) == 0
              && ::fsync(fd) == 0;
  if (fd >= 0) {
    ::close(fd);
  }
  if (!done) {
    return error{ec::storage_failed, "the unfinished write in " + file.string()
                                       + " cannot be cut off"};
  }
  return {};
}

error damaged_at(const fs::path& file, const log_findings& findings) {
  return {ec::damaged, file.string() + ": the record at byte "
                         + std::to_string(findings.whole_bytes)
                         + " does not read back"};
}

/// @param may_be_torn: becomes false once the log holds a record.
result<void> audit(const fs::path& file, bool& may_be_torn) {
  auto bytes = content_of(file);
  if (!bytes) {
    return bytes.failure();
  }
  auto findings = examine_log(*bytes);
  auto torn = findings.tail == log_findings::tail_kind::torn;
  if (findings.tail == log_findings::tail_kind::damaged
      || (torn && !may_be_torn)) {
    return damaged_at(file, findings);
  }
  may_be_torn = may_be_torn && findings.records == 0;
  return torn ? cut(file, findings.whole_bytes) : result<void>{};
}

/// What matters here of a RocksDB directory.
struct file_list {
  /// Write-ahead logs by number.
  std::map<std::uint64_t, fs::path> logs;
  bool has_tables = false;
};

result<file_list> files_of(const fs::path& directory) {
  file_list files;
  std::error_code failed;
  fs::directory_iterator entry{directory, failed};
  for (; !failed && entry != fs::directory_iterator{};
       entry.increment(failed)) {
    const auto& path = entry->path();
    auto name = path.stem().string();
    auto is_numbered =
      !name.empty()
      && name.find_first_not_of("0123456789") == std::string::npos;
    if (path.extension() == ".log" && is_numbered) {
      files.logs.emplace(std::stoull(name), path);
    }
    files.has_tables = files.has_tables || path.extension() == ".sst";
  }
  if (failed) {
    return error{ec::storage_failed,
                 directory.string() + " cannot be read: " + failed.message()};
  }
  return files;
}

} // namespace

log_findings examine_log(std::string_view bytes) {
  return log_walk{bytes}.run();
}

result<void> audit_logs(const std::string& directory) {
  auto files = files_of(directory);
  if (!files) {
    return files.failure();
  }
  auto current = fs::path{directory} / "CURRENT";
  std::error_code failed;
  if (!fs::exists(current, failed)) {
    if (files->has_tables || !files->logs.empty()) {
      return error{ec::damaged, current.string() + " is missing"};
    }
    return {};
  }
  auto name = content_of(current);
  if (!name) {
    return name.failure();
  }
  name->erase(std::min(name->find('\n'), name->size()));
  auto manifest = fs::path{directory} / *name;
  if (name->rfind("MANIFEST-", 0) != 0 || !fs::exists(manifest, failed)) {
    return error{ec::damaged, current.string() + " names no manifest"};
  }
  bool may_be_torn = true;
  if (auto done = audit(manifest, may_be_torn); !done) {
    return done;
  }
  may_be_torn = true;
  for (auto log = files->logs.rbegin(); log != files->logs.rend(); ++log) {
    if (auto done = audit(log->second, may_be_torn); !done) {
      return done;
    }
  }
  return {};
}

} // namespace scrutin
