#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/administration/permission.hpp"
#include "edge/exchange.hpp"

namespace scrutin::edge {

/// What stood in the place of a pattern's parameters, as in the target.
using route_params = std::array<std::string_view, 2>;

/// Which requests count against a client's limit.
enum class rate_class : std::uint8_t { unlimited = 0, limited };

/// What holds for a route, wherever it leads.
struct route_policy {
  /// 0: no body is taken.
  std::uint32_t body_bytes_max = 0;
  rate_class rate = rate_class::limited;
  cache keep = cache::no_store;
  /// Whether metrics tell its answers of 2xx. Those of casts are ballots, which
  /// come out in the steps of the results policy.
  bool tells_successes = true;
  /// Whether it is there on nodes that serve no voters.
  bool on_every_node = false;
  /// Whether it is a route of the administration: not there where that is
  /// switched off, and for requests of the same origin only.
  bool administers = false;
  /// What whoever asks must be allowed; nothing: anyone may ask.
  std::optional<permission> needed = std::nullopt;
};

/// A path, a verb, where it leads and what holds there.
template <class Call>
struct route {
  http::verb verb;
  /// `/api/v1/results/{law_id}`: literal segments and parameters.
  std::string_view pattern;
  Call call;
  route_policy policy;
};

/// Whether a path fits a pattern; fills the parameters in order.
bool fits(std::string_view path, std::string_view pattern,
          route_params& params);

/// Text of a path segment or query value, percent-decoded.
/// @returns nothing if the escapes are wrong or it is not UTF-8.
std::optional<std::string> decode(std::string_view escaped);

/// What a table says of a request.
struct route_match {
  static constexpr std::size_t none = SIZE_MAX;

  /// Index in the table; none where no route fits path and verb.
  std::size_t index = none;
  route_params params;
  /// Of the path, `GET, HEAD, OPTIONS`; empty where no route has it.
  std::string allowed;
};

/// Finds the route of a request. HEAD is GET without its body.
template <class Table>
route_match find_route(const Table& table, http::verb verb,
                       std::string_view path) {
  auto wanted = verb == http::verb::head ? http::verb::get : verb;
  route_match match;
  for (std::size_t i = 0; i < table.size(); ++i) {
    if (table[i].verb == wanted && fits(path, table[i].pattern, match.params)) {
      match.index = i;
      return match;
    }
  }
  for (const auto& candidate : table) {
    if (fits(path, candidate.pattern, match.params)) {
      match.allowed += candidate.verb == http::verb::get   ? "GET, HEAD, "
                       : candidate.verb == http::verb::put ? "PUT, "
                                                           : "POST, ";
    }
  }
  if (!match.allowed.empty()) {
    match.allowed += "OPTIONS";
  }
  return match;
}

} // namespace scrutin::edge
