#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "edge/language.hpp"
#include "edge/response.hpp"

namespace scrutin::edge {

/// Every kind of problem that the API answers. The names are stable:
/// `urn:scrutin:problem:` and the name with dashes.
enum class problem_type : std::uint8_t {
  malformed_request = 0,
  malformed_json,
  invalid_fields,
  not_found,
  unknown_law,
  unknown_election,
  unknown_region,
  unknown_credential,
  already_voted,
  not_open,
  closed,
  suspended,
  unknown_option,
  wrong_method,
  invalid_selection,
  method_not_allowed,
  unsupported_media_type,
  too_large,
  timed_out,
  rate_limited,
  overloaded,
  unavailable,
  outcome_unknown,
  set_aside,
  unauthenticated,
  wrong_login,
  forbidden,
  cross_site,
  insecure_transport,
  conflict,
  candidate_withdrawn,
  acclaimed,
  definition_changed,
  internal,
};

constexpr std::size_t problem_types =
  static_cast<std::size_t>(problem_type::internal) + 1;

/// `already-voted`.
std::string_view name_of(problem_type x);
std::string_view title_of(problem_type x, language tongue);

/// A field that is wrong, and how. Never its value.
struct field_error {
  /// JSON Pointer. Source: RFC 6901.
  std::string pointer;
  std::string message;
};

/// What goes wrong, for programs (`type`) and people (`detail`).
struct problem {
  unsigned status = 400;
  problem_type type = problem_type::malformed_request;
  std::string detail;
  std::vector<field_error> errors;
  /// Further members as JSON, each begun by a comma: `,"opens_at":"…"`.
  std::string members;
  std::uint32_t retry_after_s = 0;
  /// Of the detail; the title follows it. What voters meet while casting is
  /// in theirs, what only programmers meet in English.
  language tongue = language::english;
};

/// Source: RFC 9457.
response to_response(const problem& x);

} // namespace scrutin::edge
