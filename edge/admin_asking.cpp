#include "edge/admin_asking.hpp"

#include "edge/admin_answers.hpp"
#include "edge/admin_gate.hpp"

namespace scrutin::edge {

void ask(api& on, const api_call& call, admin_request what,
         std::optional<response> instead, admin_showing shown) {
  if (on.administration().busy()) {
    auto told = admin_problem(503, problem_type::overloaded,
                              "too many requests wait; try again");
    told.retry_after_s = 2;
    on.answer(call, std::move(told));
    return;
  }
  what.proof = call.proof;
  what.needed =
    api_routes()[call.route].policy.needed.value_or(permission::own_account);
  waiting_admin asker;
  asker.asker = call.asker;
  asker.route = call.route;
  asker.standing = call.standing;
  asker.what = what.what;
  asker.secure = is_secure(call.asker->asked(), on.shared().proxies);
  asker.shown = std::move(shown);
  if (instead) {
    what.what = admin_operation::authorise;
    asker.instead = std::move(instead);
  }
  on.administration().ask(std::move(what), std::move(asker));
}

admin_request request_for(admin_operation what) {
  admin_request x;
  x.what = what;
  return x;
}

response malformed(std::vector<field_error> wrong) {
  problem x;
  x.status = 422;
  x.type = problem_type::invalid_fields;
  x.detail = "some fields are missing or malformed; see errors";
  x.errors = std::move(wrong);
  return to_response(x);
}

} // namespace scrutin::edge
