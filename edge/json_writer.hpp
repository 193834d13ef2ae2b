#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace scrutin::edge {

/// Appends JSON to a string. The caller nests rightly; commas come by
/// themselves.
class json_writer {
public:
  explicit json_writer(std::string& out) : out_(out) {}

  json_writer& begin_object();
  json_writer& end_object();
  json_writer& begin_array();
  json_writer& end_array();
  json_writer& key(std::string_view name);

  json_writer& text(std::string_view value);
  json_writer& number(std::uint64_t value);
  json_writer& boolean(bool value);
  json_writer& null();
  /// A value that is JSON already.
  json_writer& verbatim(std::string_view value);
  /// `part` of `whole` in percent, two decimals; 0 of nothing.
  json_writer& percentage(std::uint64_t part, std::uint64_t whole);

  json_writer& member(std::string_view name, std::string_view value) {
    return key(name).text(value);
  }
  json_writer& member(std::string_view name, const char* value) {
    return key(name).text(value);
  }
  json_writer& member(std::string_view name, std::uint64_t value) {
    return key(name).number(value);
  }
  json_writer& flag(std::string_view name, bool value) {
    return key(name).boolean(value);
  }

private:
  void separate();

  std::string& out_;
  bool first_ = true;
};

} // namespace scrutin::edge
