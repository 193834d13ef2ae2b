#include "cli/event_reader.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>

namespace scrutin {

namespace {
constexpr std::uint32_t retry_ms_max = 60'000;
} // namespace

void event_reader::feed(std::string_view piece) {
  while (!piece.empty()) {
    auto end = piece.find('\n');
    line_ += piece.substr(0, end);
    if (end == std::string_view::npos) {
      return;
    }
    piece.remove_prefix(end + 1);
    auto line = std::move(line_);
    line_.clear();
    if (!line.empty() && line.back() == '\r') {
      line.pop_back();
    }
    take_line(line);
  }
}

void event_reader::restart() {
  line_.clear();
  event_ = {};
  has_data_ = false;
}

void event_reader::take_line(std::string_view line) {
  if (line.empty()) {
    if (has_data_) {
      visit_(event_);
    }
    event_ = {};
    has_data_ = false;
    return;
  }
  auto colon = line.find(':');
  auto field = line.substr(0, colon);
  auto value = colon == std::string_view::npos ? std::string_view{}
                                               : line.substr(colon + 1);
  if (!value.empty() && value.front() == ' ') {
    value.remove_prefix(1);
  }
  if (field == "event") {
    event_.name = value;
  } else if (field == "data") {
    event_.data += has_data_ ? "\n" : "";
    event_.data += value;
    has_data_ = true;
  } else if (field == "id") {
    last_id_ = value;
  } else if (field == "retry") {
    std::uint32_t ms = 0;
    auto [stop, failure] =
      std::from_chars(value.data(), value.data() + value.size(), ms);
    if (failure == std::errc{} && stop == value.data() + value.size()) {
      retry_ = std::chrono::milliseconds{std::min(ms, retry_ms_max)};
    }
  }
}

} // namespace scrutin
