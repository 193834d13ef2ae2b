#pragma once

// Beast wants it first.
#include <ostream>

#include <boost/beast/http/verb.hpp>
#include <cstdint>
#include <string>
#include <string_view>

namespace scrutin::edge {

namespace http = boost::beast::http;

/// Request line and the fields that Scrutin reads, as views into the bytes
/// that they were read from. Absent fields are empty.
struct request_head {
  http::verb verb = http::verb::unknown;
  std::string_view path;
  /// Without the question mark.
  std::string_view query;
  std::string_view content_type;
  /// The last, where a client sends several.
  std::string_view accept;
  std::string_view idempotency_key;
  std::string_view origin;
  /// Every X-Forwarded-For in order, joined by commas: the nearest proxy wrote
  /// the end. Source: RFC 9110, section 5.3.
  std::string forwarded_for;
  std::string_view last_event_id;
  std::string_view requested_method;
  std::string_view authorization;
  std::string_view host;
  std::string_view cookie;
  /// Sec-Fetch-Site: where a browser says that a request comes from.
  std::string_view fetch_site;
  /// X-CSRF-Token.
  std::string_view csrf_token;
  /// The last, where a client sends several.
  std::string_view accept_language;
  std::uint64_t content_length = 0;
  bool has_idempotency_key = false;
  bool keep_alive = true;
  bool expects_continue = false;
};

/// Why a request is refused before anyone looks at what it asks.
enum class head_fault : std::uint8_t {
  none = 0,
  /// 400: not HTTP/1.1 as we speak it.
  malformed,
  /// 400: any transfer coding.
  transfer_encoding,
  /// 400: no Host, or several.
  host,
  /// 400: several lengths, or one that is not digits.
  content_length,
  /// 400: a POST or PUT without a length.
  length_required,
  /// 400: a field that may stand once stands twice.
  repeated_field,
  /// 400: a target that is not a path.
  target,
  /// 417: an expectation other than 100-continue.
  expectation,
  /// 505: neither HTTP/1.1 nor 1.0.
  version,
};

/// The HTTP status of a fault; 0 of `none`.
unsigned status_of(head_fault x);
/// What to tell the client, without a word of what it sent.
const char* to_string(head_fault x);

/// @param from: bytes that were searched before.
/// @returns the size of the head with its empty line, or 0 where that has
/// not come yet.
std::size_t find_head_end(std::string_view bytes, std::size_t from);

/// Reads a head, and refuses every shape by which two parsers could see two
/// different requests. Beast reads; what it lets pass is refused here.
/// Source: RFC 9112, sections 2.2, 3, 5.2, 6; RFC 9110, section 7.2.
/// @param bytes: ends with the empty line.
head_fault read_head(std::string_view bytes, request_head& into);

} // namespace scrutin::edge
