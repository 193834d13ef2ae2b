#include "edge/admin_routes.hpp"

#include <charconv>

#include "domain/review_kinds.hpp"
#include "edge/admin_answers.hpp"
#include "edge/admin_gate.hpp"
#include "edge/cast_answers.hpp"
#include "edge/json_body.hpp"
#include "edge/query.hpp"

namespace scrutin::edge {

namespace {

constexpr std::size_t name_bytes_max = 64;
constexpr std::size_t password_bytes_max = 128;
constexpr std::uint32_t listed_default = 50;
constexpr std::uint32_t listed_max = 200;
constexpr std::int64_t day_ms = std::int64_t{86'400} * 1'000;

/// Asks the administration; who asks and what that needs are added here, for
/// every route alike.
/// @param instead: where the request is wrong in itself: what is answered once
/// it is clear that whoever asks may. Who may not learns nothing of it.
void ask(api& on, const api_call& call, admin_request what,
         std::optional<response> instead = std::nullopt) {
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

void read_name(field_reader& fields, admin_request& into) {
  if (auto name = fields.text("name", name_bytes_max)) {
    into.subject.name = std::string{*name};
  }
}

void read_password(field_reader& fields, std::string_view field,
                   secret_text& into) {
  if (auto text = fields.text(field, password_bytes_max)) {
    into = secret_text{*text};
  }
}

/// The account that the path names; one that cannot be named is none.
void take_name(const api_call& call, admin_request& into) {
  if (auto name = decode(call.params[0])) {
    into.subject.name = *name;
  }
}

/// A number of the query; `otherwise` where it is not there.
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

/// `after` and `limit` of a list.
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

// -- sessions -----------------------------------------------------------------

void log_in(api& on, const api_call& call) {
  auto what = request_for(admin_operation::log_in);
  auto wrong = read_fields(on, call, [&what](field_reader& fields) {
    read_name(fields, what);
    read_password(fields, "password", what.password);
  });
  if (wrong) {
    on.answer(call, *std::move(wrong));
    return;
  }
  auto standing =
    on.shared().limiter.login(call.client, what.subject.name, call.now_ns);
  if (!standing.allowed) {
    on.answer(call, answer_too_many(standing.reset_s, language::english));
    return;
  }
  ask(on, call, std::move(what));
}

void log_out(api& on, const api_call& call) {
  ask(on, call, request_for(admin_operation::log_out));
}

void show_session(api& on, const api_call& call) {
  ask(on, call, request_for(admin_operation::show_session));
}

void change_own_password(api& on, const api_call& call) {
  auto what = request_for(admin_operation::change_own_password);
  auto wrong = read_fields(on, call, [&what](field_reader& fields) {
    read_password(fields, "current_password", what.old_password);
    read_password(fields, "password", what.password);
  });
  ask(on, call, std::move(what), std::move(wrong));
}

// -- accounts -----------------------------------------------------------------

void list_accounts(api& on, const api_call& call) {
  ask(on, call, request_for(admin_operation::list_accounts));
}

void read_roles(field_reader& fields, account& into) {
  const auto* list = fields.array("roles", all_roles.size());
  if (list == nullptr) {
    return;
  }
  for (const auto& each : *list) {
    const auto* text = each.if_string();
    auto known =
      text == nullptr ? std::nullopt : parse_role({text->data(), text->size()});
    if (!known) {
      fields.refuse("roles", "holds something that is no role");
      return;
    }
    into.roles.add(*known);
  }
}

void read_region(field_reader& fields, account& into) {
  if (!fields.has("election_id") && !fields.has("region_id")) {
    return;
  }
  auto in = fields.id("election_id");
  auto where = fields.id("region_id");
  if (in && where) {
    into.region = contest_id{{*in}, {*where}};
  }
}

void add_account(api& on, const api_call& call) {
  auto what = request_for(admin_operation::add_account);
  auto wrong = read_fields(on, call, [&what](field_reader& fields) {
    read_name(fields, what);
    read_password(fields, "password", what.password);
    read_roles(fields, what.subject);
    read_region(fields, what.subject);
  });
  ask(on, call, std::move(what), std::move(wrong));
}

template <admin_operation Operation>
void change_account(api& on, const api_call& call) {
  auto what = request_for(Operation);
  take_name(call, what);
  ask(on, call, std::move(what));
}

void set_password(api& on, const api_call& call) {
  auto what = request_for(admin_operation::set_password);
  take_name(call, what);
  auto wrong = read_fields(on, call, [&what](field_reader& fields) {
    read_password(fields, "password", what.password);
  });
  ask(on, call, std::move(what), std::move(wrong));
}

void make_token(api& on, const api_call& call) {
  auto what = request_for(admin_operation::make_token);
  take_name(call, what);
  auto wrong = read_fields(on, call, [&what](field_reader& fields) {
    if (auto days = fields.id("expires_days")) {
      what.lifetime_ms = *days * day_ms;
    }
  });
  ask(on, call, std::move(what), std::move(wrong));
}

// -- what was done and refused ------------------------------------------------

void read_audit(api& on, const api_call& call) {
  auto what = request_for(admin_operation::read_audit);
  auto wrong = read_page(call, what);
  ask(on, call, std::move(what), std::move(wrong));
}

void read_review(api& on, const api_call& call) {
  auto what = request_for(admin_operation::read_review);
  auto wrong = read_page(call, what);
  const auto& query = call.asker->asked().head.query;
  what.where = {{number_of(query_value(query, "election").value_or(""))},
                {number_of(query_value(query, "region").value_or(""))}};
  const auto* served = on.services().elections->find(what.where.election);
  auto is_known =
    served != nullptr
    && served->definition.find_contest(what.where.region) != nullptr;
  if (!wrong && !is_known) {
    wrong = bad_query("election and region are the ids of a contest");
  }
  if (auto text = query_value(query, "kind"); text && !wrong) {
    auto kind = parse_review_kind(*text);
    what.kind = kind ? static_cast<std::uint8_t>(*kind) : std::uint8_t{0};
    if (!kind) {
      wrong = bad_query("kind is duplicate, unknown_credential, "
                        "malformed_selection or poison");
    }
  }
  ask(on, call, std::move(what), std::move(wrong));
}

route_policy needs(permission what, std::uint32_t body_bytes_max) {
  route_policy x;
  x.body_bytes_max = body_bytes_max;
  x.on_every_node = true;
  x.administers = true;
  x.needed = what;
  return x;
}

} // namespace

std::vector<api_route> admin_routes() {
  constexpr auto get = http::verb::get;
  constexpr auto post = http::verb::post;
  constexpr std::uint32_t form_bytes_max = 4'096;
  auto anyone = needs(permission::own_account, form_bytes_max);
  anyone.needed.reset();
  auto mine = needs(permission::own_account, form_bytes_max);
  auto my_session = needs(permission::own_account, 0);
  auto accounts = needs(permission::manage_accounts, form_bytes_max);
  using operation = admin_operation;
  return {
    {post, "/api/v1/admin/login", log_in, anyone},
    {post, "/api/v1/admin/logout", log_out, mine},
    {get, "/api/v1/admin/session", show_session, my_session},
    {post, "/api/v1/admin/session/password", change_own_password, mine},
    {get, "/api/v1/admin/accounts", list_accounts,
     needs(permission::read_accounts, 0)},
    {post, "/api/v1/admin/accounts", add_account, accounts},
    {post, "/api/v1/admin/accounts/{name}/disable",
     change_account<operation::disable_account>, accounts},
    {post, "/api/v1/admin/accounts/{name}/enable",
     change_account<operation::enable_account>, accounts},
    {post, "/api/v1/admin/accounts/{name}/password", set_password, accounts},
    {post, "/api/v1/admin/accounts/{name}/tokens", make_token, mine},
    {post, "/api/v1/admin/accounts/{name}/tokens/revoke",
     change_account<operation::revoke_tokens>, mine},
    {get, "/api/v1/admin/audit", read_audit, needs(permission::read_audit, 0)},
    {get, "/api/v1/admin/review", read_review,
     needs(permission::read_review, 0)},
  };
}

} // namespace scrutin::edge
