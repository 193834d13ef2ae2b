#pragma once

#include <optional>
#include <variant>
#include <vector>

#include "edge/api.hpp"
#include "edge/json_body.hpp"

namespace scrutin::edge {

/// Asks the administration; who asks and what that needs are added here, for
/// every route alike.
/// @param instead: where the request is wrong in itself: what is answered once
/// it is clear that whoever asks may. Who may not learns nothing of it.
/// @param shown: where the answer is yes.
void ask(api& on, const api_call& call, admin_request what,
         std::optional<response> instead = std::nullopt,
         admin_showing shown = {});

admin_request request_for(admin_operation what);

/// A policy of the administration: what it needs, on every node.
route_policy needs(permission what, std::uint32_t body_bytes_max);

/// The election that the path names; 0 where that is no number.
election_id election_in_path(const api_call& call);

/// A number of the query; `otherwise` where it is not there, nothing where it
/// is none.
std::optional<std::uint64_t> number_asked(const api_call& call,
                                          std::string_view name,
                                          std::uint64_t otherwise);

response bad_query(const char* detail);

/// `after` and `limit` of a list.
/// @returns what to answer where they are none.
std::optional<response> read_page(const api_call& call, admin_request& into);

/// Whether a list is wanted as JSON or CSV.
/// @param wrong: what to answer where that cannot be told; left alone where
/// something else is wrong already.
admin_showing table_asked(const api_call& call, std::optional<response>& wrong);

/// Fields that are missing or wrong.
response malformed(std::vector<field_error> wrong);

/// Reads the body with `read`, which puts fields into the request.
/// @returns what to answer where something is wrong with it.
template <class Read>
std::optional<response> read_fields(api& on, const api_call& call, Read read) {
  auto body = read_json_body(on.reader(), call.asker->asked());
  if (auto* wrong = std::get_if<problem>(&body)) {
    return to_response(*wrong);
  }
  std::vector<field_error> wrong;
  field_reader fields{*std::get<const json::object*>(body), {}, wrong};
  read(fields);
  on.reader().wipe();
  return wrong.empty() ? std::nullopt : std::optional{malformed(wrong)};
}

} // namespace scrutin::edge
