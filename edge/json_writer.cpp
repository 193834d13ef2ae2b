#include "edge/json_writer.hpp"

#include <array>
#include <boost/json/serialize.hpp>
#include <charconv>

namespace scrutin::edge {

json_writer& json_writer::begin_object() {
  separate();
  out_ += '{';
  first_ = true;
  return *this;
}

json_writer& json_writer::end_object() {
  out_ += '}';
  first_ = false;
  return *this;
}

json_writer& json_writer::begin_array() {
  separate();
  out_ += '[';
  first_ = true;
  return *this;
}

json_writer& json_writer::end_array() {
  out_ += ']';
  first_ = false;
  return *this;
}

json_writer& json_writer::key(std::string_view name) {
  text(name);
  out_ += ':';
  first_ = true;
  return *this;
}

json_writer& json_writer::text(std::string_view value) {
  separate();
  out_ += boost::json::serialize(boost::json::string_view{value});
  first_ = false;
  return *this;
}

json_writer& json_writer::verbatim(std::string_view value) {
  separate();
  out_ += value;
  first_ = false;
  return *this;
}

json_writer& json_writer::number(std::uint64_t value) {
  separate();
  std::array<char, 20> digits{};
  auto end =
    std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
  out_.append(digits.data(), static_cast<std::size_t>(end - digits.data()));
  first_ = false;
  return *this;
}

json_writer& json_writer::boolean(bool value) {
  separate();
  out_ += value ? "true" : "false";
  first_ = false;
  return *this;
}

json_writer& json_writer::null() {
  separate();
  out_ += "null";
  first_ = false;
  return *this;
}

json_writer& json_writer::percentage(std::uint64_t part, std::uint64_t whole) {
  // Hundredths of a percent, rounded half up. Counts stay far below 2^49.
  auto hundredths = whole == 0 ? 0 : (part * 20'000 + whole) / (2 * whole);
  number(hundredths / 100);
  auto rest = hundredths % 100;
  out_ += '.';
  out_ += static_cast<char>('0' + rest / 10);
  out_ += static_cast<char>('0' + rest % 10);
  return *this;
}

void json_writer::separate() {
  if (!first_) {
    out_ += ',';
  }
}

} // namespace scrutin::edge
