#include "cli/load/cast_record.hpp"

#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <fcntl.h>
#include <fstream>
#include <string_view>
#include <unistd.h>
#include <utility>
#include <vector>

namespace scrutin::load {

namespace {

constexpr std::string_view header =
  "index,kind,election,region,retry_key,selection,outcome,status,"
  "tracking_code\n";
constexpr std::size_t column_count = 9;

void write_all(int descriptor, std::string_view bytes) {
  while (!bytes.empty()) {
    auto written = ::write(descriptor, bytes.data(), bytes.size());
    if (written < 0 && errno != EINTR) {
      broken_invariant("the record of casts cannot be written");
    }
    if (written > 0) {
      bytes.remove_prefix(static_cast<std::size_t>(written));
    }
  }
}

/// Cuts off what a killed run left of its last line.
/// @returns the bytes that stay.
off_t cut_torn_line(int descriptor) {
  auto end = ::lseek(descriptor, 0, SEEK_END);
  char last = 0;
  while (end > 0 && ::pread(descriptor, &last, 1, end - 1) == 1
         && last != '\n') {
    --end;
  }
  if (::ftruncate(descriptor, end) != 0) {
    broken_invariant("the record of casts cannot be cut");
  }
  return end;
}

template <class Integer>
bool to_number(std::string_view text, Integer& out) {
  auto done = std::from_chars(text.data(), text.data() + text.size(), out);
  return done.ec == std::errc{} && done.ptr == text.data() + text.size();
}

template <class Enum>
bool to_enum(std::string_view text, std::size_t count, Enum& out) {
  for (std::size_t i = 0; i < count; ++i) {
    if (text == to_string(static_cast<Enum>(i))) {
      out = static_cast<Enum>(i);
      return true;
    }
  }
  return false;
}

bool parse(std::string_view line, recorded_cast& out) {
  std::array<std::string_view, column_count> fields;
  for (std::size_t i = 0; i < column_count; ++i) {
    auto comma = line.find(',');
    if ((comma == std::string_view::npos) != (i + 1 == column_count)) {
      return false;
    }
    fields[i] = line.substr(0, comma);
    line.remove_prefix(i + 1 == column_count ? line.size() : comma + 1);
  }
  out.election = fields[2];
  out.retry_key = fields[4];
  out.selection = fields[5];
  out.answer.tracking_code = fields[8];
  return to_number(fields[0], out.index) && to_enum(fields[1], 4, out.kind)
         && to_number(fields[3], out.region_id)
         && to_enum(fields[6], outcome_count, out.answer.what)
         && to_number(fields[7], out.answer.status);
}

} // namespace

result<cast_record> cast_record::open(const std::string& file, bool append) {
  auto flags = O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC;
  auto descriptor =
    ::open(file.c_str(), append ? flags : flags | O_TRUNC, S_IRUSR | S_IWUSR);
  if (descriptor < 0) {
    return error{ec::unavailable, file + ": " + std::strerror(errno)};
  }
  if (cut_torn_line(descriptor) == 0) {
    write_all(descriptor, header);
  }
  return cast_record{descriptor};
}

cast_record::cast_record(cast_record&& other) noexcept
  : descriptor_(std::exchange(other.descriptor_, -1)) {
}

cast_record::~cast_record() {
  if (descriptor_ >= 0) {
    ::close(descriptor_);
  }
}

void cast_record::write(const recorded_cast& x) const {
  static thread_local std::string line;
  line.assign(std::to_string(x.index));
  for (std::string_view field : {
         std::string_view{to_string(x.kind)},
         std::string_view{x.election},
       }) {
    line += ',';
    line += field;
  }
  line += ',';
  line += std::to_string(x.region_id);
  for (std::string_view field : {
         std::string_view{x.retry_key},
         std::string_view{x.selection},
         std::string_view{to_string(x.answer.what)},
       }) {
    line += ',';
    line += field;
  }
  line += ',';
  line += std::to_string(x.answer.status);
  line += ',';
  line += x.answer.tracking_code;
  line += '\n';
  write_all(descriptor_, line);
}

result<void>
read_cast_record(const std::string& file,
                 const std::function<void(const recorded_cast&)>& visit) {
  std::ifstream in{file, std::ios::binary};
  if (!in) {
    return error{ec::unavailable, file + ": cannot be read"};
  }
  std::string line;
  recorded_cast x;
  for (std::uint64_t number = 1; std::getline(in, line); ++number) {
    if (in.eof()) {
      break; // torn: its cast was never told of
    }
    if (number == 1) {
      continue;
    }
    if (!parse(line, x)) {
      return error{ec::malformed, file + ": line " + std::to_string(number)
                                    + " is not a recorded cast"};
    }
    visit(x);
  }
  return {};
}

} // namespace scrutin::load
