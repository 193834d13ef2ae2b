#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "edge/language.hpp"

namespace scrutin::edge {

enum class content : std::uint8_t {
  none = 0,
  json,
  problem,
  text,
  metrics,
  html,
  javascript,
  event_stream,
  csv,
  toml,
};

/// How long others may keep an answer.
enum class cache : std::uint8_t {
  /// Never: it concerns one voter, or is an error.
  no_store = 0,
  /// A second: totals move no faster.
  one_second,
  /// An hour, then ask again.
  one_hour,
};

/// What goes back to a client.
struct response {
  unsigned status = 200;
  content type = content::json;
  cache keep = cache::no_store;
  /// End the connection after it.
  bool close = false;
  /// Where people read it; nothing is said of it elsewhere.
  std::optional<language> tongue;
  /// Seconds; 0: no Retry-After.
  std::uint32_t retry_after_s = 0;
  /// Further fields, each line ended by CR LF: `Allow: GET\r\n`.
  std::string fields;
  std::string body;
};

/// How a head is written for one connection.
struct head_style {
  /// The value of Date.
  std::string_view date;
  bool tls = false;
  bool close = false;
  /// An answer to HEAD: the length is told and the body left out.
  bool without_body = false;
  /// A stream: ends when the connection does, so no length is told.
  bool endless = false;
};

/// The reason phrase of a status that Scrutin answers.
std::string_view reason_of(unsigned status);

/// Appends head and body to `out`.
void render(std::string& out, const response& x, const head_style& style);

} // namespace scrutin::edge
