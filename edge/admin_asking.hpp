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
