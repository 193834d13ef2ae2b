#pragma once

#include <charconv>
#include <string>
#include <string_view>

#include "domain/result.hpp"

namespace scrutin {

/// Walks over text, and knows which line it is on.
class text_cursor {
public:
  text_cursor(std::string_view text, const std::string& source_name)
    : at_(text.data()), end_(text.data() + text.size()),
      source_name_(source_name) {}

  [[nodiscard]] bool at_end() const { return at_ == end_; }
  /// The next character; 0 at the end.
  [[nodiscard]] char peek() const { return at_ == end_ ? '\0' : *at_; }
  [[nodiscard]] std::size_t line() const { return line_; }

  /// Goes on where `x` comes next.
  bool take(char x) {
    if (peek() != x || at_end()) {
      return false;
    }
    line_ += x == '\n' ? 1 : 0;
    ++at_;
    return true;
  }

  /// Goes over spaces and tabs.
  void skip_blanks() {
    while (at_ != end_ && (*at_ == ' ' || *at_ == '\t')) {
      ++at_;
    }
  }

  /// Goes over all white space and line ends.
  void skip_space() {
    while (at_ != end_
           && (*at_ == ' ' || *at_ == '\t' || *at_ == '\r' || *at_ == '\n')) {
      line_ += *at_ == '\n' ? 1 : 0;
      ++at_;
    }
  }

  /// Takes a whole number; false where none stands here or it does not fit.
  template <class Integer>
  bool take_number(Integer& number) {
    auto [rest, failed] = std::from_chars(at_, end_, number);
    if (failed != std::errc{}) {
      return false;
    }
    at_ = rest;
    return true;
  }

  /// Takes the end of a line, or of the text.
  bool take_line_end() {
    take('\r');
    return at_end() || take('\n');
  }

  /// Takes what is left of the line, without its end.
  std::string_view take_line() {
    const auto* from = at_;
    while (at_ != end_ && *at_ != '\n') {
      ++at_;
    }
    std::string_view line{from, static_cast<std::size_t>(at_ - from)};
    take('\n');
    if (!line.empty() && line.back() == '\r') {
      line.remove_suffix(1);
    }
    return line;
  }

  /// `file:line: what`
  [[nodiscard]] error wrong(const std::string& what) const {
    return {ec::malformed,
            source_name_ + ":" + std::to_string(line_) + ": " + what};
  }

private:
  const char* at_;
  const char* end_;
  const std::string& source_name_;
  std::size_t line_ = 1;
};

} // namespace scrutin
