#include "cli/load/roll_reader.hpp"

#include <algorithm>
#include <array>
#include <boost/json/basic_parser_impl.hpp>
#include <optional>
#include <string_view>

namespace scrutin::load {

namespace {

constexpr std::size_t chunk_bytes = 64 * 1024;
constexpr std::array<std::string_view, 4> column_names = {"nas", "code",
                                                          "election", "region"};

std::vector<std::string_view> split(std::string_view line) {
  if (!line.empty() && line.back() == '\r') {
    line.remove_suffix(1);
  }
  std::vector<std::string_view> fields;
  for (;;) {
    auto comma = line.find(',');
    fields.push_back(line.substr(0, comma));
    if (comma == std::string_view::npos) {
      return fields;
    }
    line.remove_prefix(comma + 1);
  }
}

/// What is sent without escaping must need none.
bool plain(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z')
           || (c >= 'a' && c <= 'z') || c == '-' || c == ' ';
  });
}

error not_a_roll(const std::string& file, const std::string& place) {
  return {ec::malformed, file + ": " + place + " is not a credential"};
}

/// Collects the flat objects of one array. Implements the handler that
/// boost::json::basic_parser calls.
struct shard_handler {
  static constexpr std::size_t max_object_size = 16;
  static constexpr std::size_t max_array_size = static_cast<std::size_t>(-1);
  static constexpr std::size_t max_key_size = 64;
  static constexpr std::size_t max_string_size = 256;

  using error_code = boost::json::error_code;
  using text_part = boost::json::string_view;

  std::deque<roll_credential> ready;
  roll_credential current;
  std::string key;
  std::string value;

  bool on_document_begin(error_code&) { return true; }
  bool on_document_end(error_code&) { return true; }
  bool on_array_begin(error_code&) { return true; }
  bool on_array_end(std::size_t, error_code&) { return true; }
  bool on_object_begin(error_code&) {
    current = {};
    return true;
  }
  bool on_object_end(std::size_t, error_code&) {
    ready.push_back(current);
    return true;
  }
  bool on_key_part(text_part part, std::size_t, error_code&) {
    key.append(part.data(), part.size());
    return true;
  }
  bool on_key(text_part part, std::size_t, error_code&) {
    field_.assign(key).append(part.data(), part.size());
    key.clear();
    return true;
  }
  bool on_string_part(text_part part, std::size_t, error_code&) {
    value.append(part.data(), part.size());
    return true;
  }
  bool on_string(text_part part, std::size_t, error_code&) {
    value.append(part.data(), part.size());
    if (field_ == "nas") {
      current.nas = value;
    } else if (field_ == "code") {
      current.code = value;
    } else if (field_ == "law_id" || field_ == "election") {
      current.election = value;
    } else if (field_ == "region") {
      current.region = value;
    }
    value.clear();
    return true;
  }
  bool on_number_part(text_part, error_code&) { return true; }
  bool on_int64(std::int64_t x, text_part, error_code&) {
    if (field_ == "region") {
      current.region = std::to_string(x);
    }
    return true;
  }
  bool on_uint64(std::uint64_t, text_part, error_code&) { return true; }
  bool on_double(double, text_part, error_code&) { return true; }
  bool on_bool(bool, error_code&) { return true; }
  bool on_null(error_code&) { return true; }
  bool on_comment_part(text_part, error_code&) { return true; }
  bool on_comment(text_part, error_code&) { return true; }

private:
  std::string field_;
};

} // namespace

class roll_reader::shard_parser {
public:
  shard_parser() : parser_(boost::json::parse_options{}) {}

  /// Feeds the next piece of the file.
  /// @returns false if it is not JSON.
  bool feed(std::istream& in) {
    in.read(chunk_.data(), static_cast<std::streamsize>(chunk_.size()));
    auto size = static_cast<std::size_t>(in.gcount());
    ended_ = size < chunk_.size();
    boost::json::error_code failure;
    auto used = parser_.write_some(!ended_, chunk_.data(), size, failure);
    return !failure && used == size;
  }

  [[nodiscard]] bool ended() const { return ended_; }
  std::deque<roll_credential>& ready() { return parser_.handler().ready; }

private:
  boost::json::basic_parser<shard_handler> parser_;
  std::array<char, chunk_bytes> chunk_{};
  bool ended_ = false;
};

roll_reader::roll_reader(std::vector<std::string> files)
  : files_(std::move(files)) {
}

roll_reader::~roll_reader() = default;

result<bool> roll_reader::next(roll_credential& out) {
  for (;;) {
    if (in_.is_open()) {
      auto got = shard_ ? next_object(out) : next_line(out);
      if (!got) {
        return got.failure();
      }
      if (*got) {
        if (out.nas.empty() || !plain(out.nas) || !plain(out.code)) {
          return not_a_roll(files_[opened_ - 1],
                            "entry " + std::to_string(index_ + 1));
        }
        out.index = index_++;
        return true;
      }
      in_.close();
    }
    if (opened_ == files_.size()) {
      return false;
    }
    if (auto opened = open_next(); !opened) {
      return opened.failure();
    }
  }
}

result<void> roll_reader::open_next() {
  const auto& file = files_[opened_++];
  in_ = std::ifstream{file, std::ios::binary};
  shard_.reset();
  line_ = 0;
  if (!in_) {
    return error{ec::unavailable, file + ": cannot be read"};
  }
  if (in_.peek() == '[') {
    shard_ = std::make_unique<shard_parser>();
    return {};
  }
  std::string header;
  std::getline(in_, header);
  ++line_;
  auto names = split(header);
  columns_.clear();
  for (auto wanted : column_names) {
    auto found = std::find(names.begin(), names.end(), wanted);
    if (found == names.end()) {
      return error{ec::malformed, file + ": its first line names no column "
                                    + std::string{wanted}};
    }
    columns_.push_back(static_cast<std::size_t>(found - names.begin()));
  }
  return {};
}

result<bool> roll_reader::next_line(roll_credential& out) {
  std::string line;
  while (std::getline(in_, line)) {
    ++line_;
    if (line.empty() || line == "\r") {
      continue;
    }
    auto fields = split(line);
    std::string* targets[] = {&out.nas, &out.code, &out.election, &out.region};
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      if (columns_[i] >= fields.size()) {
        return not_a_roll(files_[opened_ - 1], "line " + std::to_string(line_));
      }
      targets[i]->assign(fields[columns_[i]]);
    }
    return true;
  }
  return false;
}

result<bool> roll_reader::next_object(roll_credential& out) {
  auto& ready = shard_->ready();
  while (ready.empty() && !shard_->ended()) {
    if (!shard_->feed(in_)) {
      return error{ec::malformed, files_[opened_ - 1]
                                    + ": not JSON after entry "
                                    + std::to_string(index_ + ready.size())};
    }
  }
  if (ready.empty()) {
    return false;
  }
  out = std::move(ready.front());
  ready.pop_front();
  return true;
}

} // namespace scrutin::load
