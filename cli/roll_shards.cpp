#include "cli/roll_shards.hpp"

#include <array>
#include <cerrno>
#include <cstdio>
#include <system_error>

#include <boost/json/serialize.hpp>
#include <boost/json/string.hpp>
#include <fcntl.h>
#include <unistd.h>

#include "domain/text.hpp"

namespace scrutin {

namespace {

constexpr std::size_t buffer_bytes = 1U << 20;

// RFC 4180: in quotes where it holds a separator, quotes doubled.
std::string csv_field(const std::string& text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos) {
    return text;
  }
  std::string quoted = "\"";
  for (char c : text) {
    quoted += c == '"' ? "\"\"" : std::string(1, c);
  }
  return quoted + "\"";
}

} // namespace

roll_shards::roll_shards(std::filesystem::path directory,
                         std::string election_code, roll_file_format format,
                         std::uint64_t shard_size)
  : directory_(std::move(directory)), election_code_(std::move(election_code)),
    written_code_(format == roll_file_format::json ? boost::json::serialize(
                    boost::json::string{election_code_})
                                                   : csv_field(election_code_)),
    format_(format), shard_size_(shard_size) {
  buffer_.reserve(buffer_bytes + 1024);
}

roll_shards::~roll_shards() {
  if (file_ >= 0) {
    ::close(file_);
  }
}

error roll_shards::failed() const {
  return {ec::unavailable, shards_.back().file.string() + ": "
                             + std::generic_category().message(errno)};
}

result<void> roll_shards::open_next() {
  std::array<char, 32> name{};
  auto json = format_ == roll_file_format::json;
  std::snprintf(name.data(), name.size(),
                json ? "hashes_shard_%04zu.json" : "roll_shard_%04zu.csv",
                shards_.size());
  shards_.push_back({directory_ / name.data(), 0});
  file_ = ::open(shards_.back().file.c_str(),
                 O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (file_ < 0) {
    return failed();
  }
  in_shard_ = 0;
  buffer_ = json ? "[\n" : "nas,code,election,region\n";
  return {};
}

result<void> roll_shards::flush() {
  for (std::size_t done = 0; done < buffer_.size();) {
    auto size = ::write(file_, buffer_.data() + done, buffer_.size() - done);
    if (size < 0) {
      return failed();
    }
    done += static_cast<std::size_t>(size);
  }
  shards_.back().bytes += buffer_.size();
  buffer_.clear();
  return {};
}

result<void> roll_shards::close() {
  if (format_ == roll_file_format::json) {
    buffer_ += "\n]\n";
  }
  if (auto done = flush(); !done) {
    return done;
  }
  auto closed = ::close(file_);
  file_ = -1;
  return closed == 0 ? result<void>{} : failed();
}

result<void> roll_shards::add(const issued_credential& x) {
  if (file_ >= 0 && in_shard_ == shard_size_) {
    if (auto done = close(); !done) {
      return done;
    }
  }
  if (file_ < 0) {
    if (auto done = open_next(); !done) {
      return done;
    }
  }
  auto region = std::to_string(x.region.value);
  switch (format_) {
  case roll_file_format::json:
    buffer_ += in_shard_ == 0 ? "" : ",\n";
    buffer_ += R"({"nas": ")" + x.nas + R"(", "code": ")" + x.code
               + R"(", "law_id": )" + written_code_ + R"(, "hash": ")"
               + to_hex(x.digest.view()) + R"(", "vote": ")"
               + (x.votes_oui ? "oui" : "non") + R"(", "region": )" + region
               + "}";
    break;
  case roll_file_format::csv:
    buffer_ += x.nas + "," + x.code + "," + written_code_ + "," + region + "\n";
    break;
  }
  ++in_shard_;
  return buffer_.size() < buffer_bytes ? result<void>{} : flush();
}

result<void> roll_shards::finish() {
  return file_ < 0 ? result<void>{} : close();
}

} // namespace scrutin
