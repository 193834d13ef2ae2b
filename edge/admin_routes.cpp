#include "edge/admin_routes.hpp"

#include "domain/review_kinds.hpp"
#include "domain/time_units.hpp"
#include "edge/admin_answers.hpp"
#include "edge/admin_asking.hpp"
#include "edge/cast_answers.hpp"
#include "edge/definition_routes.hpp"
#include "edge/export_routes.hpp"
#include "edge/query.hpp"
#include "edge/timestamp.hpp"
#include "edge/voter_routes.hpp"

namespace scrutin::edge {

namespace {

constexpr std::size_t name_bytes_max = 64;
constexpr std::size_t password_bytes_max = 128;
constexpr std::size_t time_bytes_max = 40;
constexpr std::size_t name_id_bytes_max = 32;

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

// -- elections ----------------------------------------------------------------

template <act_kind Kind>
void decide(api& on, const api_call& call) {
  auto what = request_for(admin_operation::decide);
  auto& act = what.act;
  act.what = Kind;
  act.election = election_in_path(call);
  auto wrong = read_fields(on, call, [&act](field_reader& fields) {
    if (fields.has("proposal")) {
      act.proposal = fields.id("proposal").value_or(0);
      return;
    }
    if (fields.has("region_id")) {
      act.region.value = fields.id("region_id").value_or(0);
    }
    if (fields.has("reason")) {
      auto reason = fields.text("reason", official_act::reason_bytes_max);
      act.reason = std::string{reason.value_or("")};
    }
    if (Kind == act_kind::merge) {
      auto name = fields.text("write_in", name_id_bytes_max);
      act.written_name = std::string{name.value_or("")};
    }
    if (Kind == act_kind::withdraw
        || (Kind == act_kind::merge && fields.has("candidate_id"))) {
      act.option.value = fields.id("candidate_id").value_or(0);
    }
    if (Kind == act_kind::extend) {
      auto until = fields.text("until", time_bytes_max);
      auto at_ms = until ? from_timestamp(*until) : std::nullopt;
      if (until && !at_ms) {
        fields.refuse("until", "must be a time like 2026-10-05T20:30:00Z");
      }
      act.until_ms = at_ms.value_or(0);
    }
  });
  ask(on, call, std::move(what), std::move(wrong));
}

template <admin_operation Operation>
void ask_of_election(api& on, const api_call& call) {
  auto what = request_for(Operation);
  what.act.election = election_in_path(call);
  ask(on, call, std::move(what));
}

void list_write_ins(api& on, const api_call& call) {
  auto what = request_for(admin_operation::list_write_ins);
  what.where.election = election_in_path(call);
  std::optional<response> wrong;
  if (auto region = query_value(call.asker->asked().head.query, "region")) {
    what.where.region.value = number_of(*region);
    if (what.where.region.value == 0) {
      wrong = bad_query("region is the id of a region");
    }
  }
  ask(on, call, std::move(what), std::move(wrong));
}

// -- what was done and refused ------------------------------------------------

void read_audit(api& on, const api_call& call) {
  auto what = request_for(admin_operation::read_audit);
  auto wrong = read_page(call, what);
  auto shown = table_asked(call, wrong);
  ask(on, call, std::move(what), std::move(wrong), std::move(shown));
}

template <bool In_groups>
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
  if (auto text = query_value(query, "resolved"); text && !wrong) {
    what.resolved =
      *text == "yes" ? resolved_filter::resolved : resolved_filter::open;
    if (*text != "yes" && *text != "no") {
      wrong = bad_query("resolved is yes or no");
    }
  }
  what.in_groups = In_groups;
  auto shown = table_asked(call, wrong);
  ask(on, call, std::move(what), std::move(wrong), std::move(shown));
}

void read_kind(field_reader& fields, review_choice& into) {
  constexpr std::size_t kind_bytes_max = 32;
  if (auto text = fields.text("kind", kind_bytes_max)) {
    if (auto kind = parse_review_kind(*text)) {
      into.kind = *kind;
    } else {
      fields.refuse("kind", "is no kind of refused attempts");
    }
  }
}

void read_day(field_reader& fields, std::string_view name,
              std::uint32_t& into) {
  constexpr std::size_t day_bytes = 10;
  if (!fields.has(name)) {
    return;
  }
  if (auto text = fields.text(name, day_bytes)) {
    if (auto day = parse_day(*text)) {
      into = *day;
    } else {
      fields.refuse(name, "is a day, such as 2026-11-02");
    }
  }
}

/// The contest that a decision is about.
/// @returns null where there is none.
const election* read_contest(field_reader& fields, const api& on,
                             admin_request& into) {
  auto in = fields.id("election_id");
  auto where = fields.id("region_id");
  if (!in || !where) {
    return nullptr;
  }
  into.where = {{*in}, {*where}};
  const auto* served = on.services().elections->find(into.where.election);
  if (served == nullptr
      || served->definition.find_contest(into.where.region) == nullptr) {
    fields.refuse("region_id", "election and region are no contest");
    return nullptr;
  }
  return &served->definition;
}

void resolve_review(api& on, const api_call& call) {
  constexpr std::size_t note_bytes_max = 500;
  auto what = request_for(admin_operation::resolve_review);
  auto wrong = read_fields(on, call, [&](field_reader& fields) {
    read_contest(fields, on, what);
    read_kind(fields, what.choice);
    if (fields.has("attempts")) {
      what.choice.attempts = fields.id("attempts").value_or(0);
    }
    read_day(fields, "first_day", what.choice.first_day);
    read_day(fields, "last_day", what.choice.last_day);
    if (auto note = fields.text("note", note_bytes_max)) {
      what.note = std::string{*note};
      if (auto sound = check_review_note(what.note); !sound) {
        fields.refuse("note", sound.failure().detail);
      }
    }
  });
  ask(on, call, std::move(what), std::move(wrong));
}

void purge_review(api& on, const api_call& call) {
  auto what = request_for(admin_operation::purge_review);
  auto wrong = read_fields(on, call, [&](field_reader& fields) {
    const auto* in = read_contest(fields, on, what);
    read_kind(fields, what.choice);
    auto confirm = fields.text("confirm", name_bytes_max);
    if (in != nullptr && confirm && *confirm != in->code) {
      fields.refuse("confirm", "is to be the election's code");
    }
  });
  ask(on, call, std::move(what), std::move(wrong));
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
  auto opens = needs(permission::open_election, form_bytes_max);
  auto closes = needs(permission::close_election, form_bytes_max);
  auto certifies = needs(permission::certify_results, form_bytes_max);
  auto roll = needs(permission::change_roll, form_bytes_max);
  using operation = admin_operation;
  constexpr auto put = http::verb::put;
  auto sees = needs(permission::read_elections, 0);
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
    {get, "/api/v1/admin/elections", list_definitions, sees},
    {get, "/api/v1/admin/elections/{election_id}", show_definition, sees},
    {put, "/api/v1/admin/elections/{election_id}", define_election,
     needs(permission::define_election, document_bytes_max)},
    {get, "/api/v1/admin/elections/{election_id}/acts",
     ask_of_election<operation::list_acts>, needs(permission::read_acts, 0)},
    {get, "/api/v1/admin/elections/{election_id}/closing",
     ask_of_election<operation::show_closing>, needs(permission::read_acts, 0)},
    {post, "/api/v1/admin/elections/{election_id}/open", decide<act_kind::open>,
     opens},
    {post, "/api/v1/admin/elections/{election_id}/suspend",
     decide<act_kind::suspend>, closes},
    {post, "/api/v1/admin/elections/{election_id}/resume",
     decide<act_kind::resume>, closes},
    {post, "/api/v1/admin/elections/{election_id}/extend",
     decide<act_kind::extend>, closes},
    {post, "/api/v1/admin/elections/{election_id}/close",
     decide<act_kind::close>, closes},
    {post, "/api/v1/admin/elections/{election_id}/certify",
     decide<act_kind::certify>, certifies},
    {post, "/api/v1/admin/elections/{election_id}/amend",
     decide<act_kind::amend>, certifies},
    {post, "/api/v1/admin/elections/{election_id}/annul",
     decide<act_kind::annul>, certifies},
    {post, "/api/v1/admin/elections/{election_id}/withdraw",
     decide<act_kind::withdraw>, certifies},
    {get, "/api/v1/admin/elections/{election_id}/write-ins", list_write_ins,
     needs(permission::export_results, 0)},
    {post, "/api/v1/admin/elections/{election_id}/merge",
     decide<act_kind::merge>, certifies},
    {post, "/api/v1/admin/elections/{election_id}/regions/{region_id}/voters",
     add_voter, roll},
    {post,
     "/api/v1/admin/elections/{election_id}/regions/{region_id}/voters/revoke",
     revoke_voter, roll},
    {post,
     "/api/v1/admin/elections/{election_id}/regions/{region_id}/voters/replace",
     replace_voter, roll},
    {get, "/api/v1/admin/nodes", show_nodes, needs(permission::read_nodes, 0)},
    {get, "/api/v1/admin/statistics", show_statistics,
     needs(permission::read_nodes, 0)},
    {get, "/api/v1/admin/elections/{election_id}/exports/results",
     export_results, needs(permission::export_results, 0)},
    {get, "/api/v1/admin/elections/{election_id}/exports/duplicates",
     export_duplicates, needs(permission::read_review, 0)},
    {get, "/api/v1/admin/elections/{election_id}/exports/error-patterns",
     export_error_patterns, needs(permission::read_review, 0)},
    {get, "/api/v1/admin/audit", read_audit, needs(permission::read_audit, 0)},
    {get, "/api/v1/admin/review", read_review<false>,
     needs(permission::read_review, 0)},
    {get, "/api/v1/admin/review/patterns", read_review<true>,
     needs(permission::read_review, 0)},
    {post, "/api/v1/admin/review/resolve", resolve_review,
     needs(permission::decide_review, form_bytes_max)},
    {post, "/api/v1/admin/review/purge", purge_review,
     needs(permission::purge_review, form_bytes_max)},
  };
}

} // namespace scrutin::edge
