#include "cli/load/roll_reader.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

#include "cli/roll_json.hpp"

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

} // namespace

/// Reads a JSON roll piece by piece and keeps what one piece held.
class roll_reader::shard_parser {
public:
  shard_parser()
    : voters_([this](const roll_fields& x) { return take(x); },
              [](const char*) { return false; }) {}

  /// Feeds the next piece of the file.
  /// @returns `malformed` if it is not a list of credentials.
  result<void> feed(std::istream& in) {
    in.read(chunk_.data(), static_cast<std::streamsize>(chunk_.size()));
    auto size = static_cast<std::size_t>(in.gcount());
    ended_ = size < chunk_.size();
    auto fed = voters_.feed({chunk_.data(), size});
    return fed && ended_ ? voters_.finish() : std::move(fed);
  }

  [[nodiscard]] bool ended() const { return ended_; }
  std::deque<roll_credential>& ready() { return ready_; }

private:
  bool take(const roll_fields& x) {
    ready_.push_back({0, x.nas, x.code, x.election, x.region});
    return true;
  }

  roll_json voters_;
  std::deque<roll_credential> ready_;
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
