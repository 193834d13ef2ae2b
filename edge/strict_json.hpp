#pragma once

#include <array>
#include <boost/json/basic_parser.hpp>
#include <boost/json/monotonic_resource.hpp>
#include <boost/json/value.hpp>
#include <boost/json/value_stack.hpp>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/result.hpp"
#include "edge/problem.hpp"

namespace scrutin::edge {

namespace json = boost::json;

/// Reads bodies: RFC 8259 to the letter, UTF-8 only, nested 16 deep at most,
/// no key twice in an object. Memory is taken from one buffer, again and
/// again; a body's values are wiped before the next is read.
class json_reader {
public:
  json_reader();
  json_reader(const json_reader&) = delete;
  json_reader& operator=(const json_reader&) = delete;
  ~json_reader();

  /// @returns the object that `text` is, valid until the next call;
  /// `malformed` for any other text, with the rule that it breaks.
  result<const json::object*> read(std::string_view text);

  /// Wipes what was read last.
  void wipe();

private:
  class builder;
  struct state;
  std::unique_ptr<state> state_;
};

/// Reads the fields of one object and collects what is wrong with them, each
/// with its JSON Pointer. A field that is null counts as absent; fields that
/// nobody asks for are ignored. Values are never repeated in messages.
class field_reader {
public:
  /// @param pointer: of the object; empty for the whole body.
  /// @param wrong: outlives the reader.
  field_reader(const json::object& object, std::string pointer,
               std::vector<field_error>& wrong)
    : object_(object), pointer_(std::move(pointer)), wrong_(wrong) {}

  [[nodiscard]] bool has(std::string_view name) const;

  /// @returns a text of 1 to `bytes_max` bytes.
  std::optional<std::string_view> text(std::string_view name,
                                       std::size_t bytes_max);
  /// @returns a whole number from 1 to 4,294,967,295.
  std::optional<std::uint32_t> id(std::string_view name);
  /// @returns the object, or null.
  const json::object* object(std::string_view name);
  /// @returns the array of at most `size_max` entries, or null.
  const json::array* array(std::string_view name, std::size_t size_max);

  void refuse(std::string_view name, std::string message);

private:
  const json::value* present(std::string_view name);

  const json::object& object_;
  std::string pointer_;
  std::vector<field_error>& wrong_;
};

/// @returns the id that a value is, from 1 to 4,294,967,295.
std::optional<std::uint32_t> id_of(const json::value& x);

} // namespace scrutin::edge
