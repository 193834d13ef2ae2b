#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <type_traits>
#include <variant>

#include "domain/result.hpp"

namespace scrutin {

enum class log_level : std::uint8_t { debug, info, warning, error };

/// `text`: one readable line an event. `json`: one RFC 8259 object a line.
enum class log_format : std::uint8_t { text, json };

/// The names that options give them.
const char* to_string(log_level x);
const char* to_string(log_format x);

/// Everything that a log line may say. What is not here cannot be logged:
/// nothing that belongs to a voter or a ballot may ever be added, nor an
/// address, nor a count of votes.
enum class log_key : std::uint8_t {
  actor,
  attempts,
  backend,
  bytes,
  code,
  count,
  detail,
  duration_ms,
  election,
  epoch,
  file,
  limit,
  line,
  listen,
  node,
  partition,
  pid,
  region,
  route,
  sequence,
  signal,
  state,
  status,
  threads,
  version,
};

/// The name of a key, as it stands in the line.
const char* to_string(log_key key);

using log_value = std::variant<std::string, std::int64_t, double, bool>;

/// One key of an event with its value.
struct log_field {
  log_field(log_key name, std::string_view text)
    : key(name), value(std::string{text}) {}
  log_field(log_key name, const char* text)
    : log_field(name, std::string_view{text}) {}
  log_field(log_key name, const std::string& text)
    : log_field(name, std::string_view{text}) {}
  log_field(log_key name, bool flag) : key(name), value(flag) {}
  log_field(log_key name, double number) : key(name), value(number) {}
  template <class Integer,
            class = std::enable_if_t<std::is_integral_v<Integer>>>
  log_field(log_key name, Integer number)
    : key(name), value(static_cast<std::int64_t>(number)) {}

  log_key key;
  log_value value;
};

/// Where log lines go, which, and in which form.
struct log_options {
  log_format format = log_format::text;
  log_level level = log_level::info;
  /// Appended to; empty: standard error.
  std::string file;
};

/// Sets the process's log up; once, before a second thread logs. Until then
/// lines of level `info` and above go to standard error as text.
///
/// @returns `ec::unavailable` when the file cannot be opened.
result<void> log_setup(const log_options& options);

/// Writes one event, if its level is wanted; each line is flushed.
///
/// @param event what happened, in snake_case: `partition_opened`.
void log_event(log_level level, std::string_view event,
               std::initializer_list<log_field> fields = {});

} // namespace scrutin
