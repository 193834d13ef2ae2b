#include "edge/admin_asking.hpp"

#include <charconv>

#include "edge/accept.hpp"
#include "edge/admin_answers.hpp"
#include "edge/admin_gate.hpp"
#include "edge/query.hpp"

namespace scrutin::edge {

namespace {

constexpr std::uint32_t listed_default = 50;
constexpr std::uint32_t listed_max = 200;

} // namespace

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

route_policy needs(permission what, std::uint32_t body_bytes_max) {
  route_policy x;
  x.body_bytes_max = body_bytes_max;
  x.on_every_node = true;
  x.administers = true;
  x.needed = what;
  return x;
}

election_id election_in_path(const api_call& call) {
  return {number_of(call.params[0])};
}

std::optional<std::uint64_t> number_asked(const api_call& call,
                                          std::string_view name,
                                          std::uint64_t otherwise) {
  auto text = query_value(call.asker->asked().head.query, name);
  if (!text) {
    return otherwise;
  }
  std::uint64_t number = 0;
  const auto* last = text->data() + text->size();
  auto [end, failure] = std::from_chars(text->data(), last, number);
  auto bound = std::uint64_t{1} << 62;
  return failure == std::errc{} && end == last && number < bound
           ? std::optional{number}
           : std::nullopt;
}

response bad_query(const char* detail) {
  return admin_problem(400, problem_type::malformed_request, detail);
}

std::optional<response> read_page(const api_call& call, admin_request& into) {
  auto after = number_asked(call, "after", 0);
  auto limit = number_asked(call, "limit", listed_default);
  if (!after || !limit || *limit == 0 || *limit > listed_max) {
    return bad_query("after is a whole number from 0, limit one from 1 to 200");
  }
  into.after = *after;
  into.most = static_cast<std::uint32_t>(*limit);
  return std::nullopt;
}

admin_showing table_asked(const api_call& call,
                          std::optional<response>& wrong) {
  auto csv = wants_csv(call.asker->asked().head);
  if (!csv && !wrong) {
    wrong = bad_query("format is json or csv");
  }
  admin_showing shown;
  shown.as_csv = csv.value_or(false);
  return shown;
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
