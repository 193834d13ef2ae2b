#include "edge/admin_answers.hpp"

#include "domain/review_kinds.hpp"
#include "domain/text.hpp"
#include "domain/time_units.hpp"
#include "edge/admin_session.hpp"
#include "edge/audit_csv.hpp"
#include "edge/closing_json.hpp"
#include "edge/definition_routes.hpp"
#include "edge/json_writer.hpp"
#include "edge/node_json.hpp"
#include "edge/review_csv.hpp"
#include "edge/timestamp.hpp"

namespace scrutin::edge {

namespace {

/// The members of an account, inside an object.
void write_account(json_writer& out, const account& x) {
  out.member("name", x.name);
  out.key("roles").begin_array();
  for (auto each : all_roles) {
    if (x.roles.has(each)) {
      out.text(to_string(each));
    }
  }
  out.end_array();
  if (x.region) {
    out.member("election_id", std::uint64_t{x.region->election.value});
    out.member("region_id", std::uint64_t{x.region->region.value});
  }
  out.flag("disabled", x.disabled);
}

void write_session(json_writer& out, const waiting_admin& x,
                   const admin_answer& y) {
  const auto& head = x.asker->asked().head;
  auto secret =
    y.secret.empty() ? session_secret_of(head, x.secure) : y.secret.view();
  out.begin_object();
  write_account(out, y.who);
  out.key("permissions").begin_array();
  for (std::size_t i = 0; i < permissions; ++i) {
    auto each = static_cast<permission>(i);
    if (may(y.who, each)) {
      out.text(to_string(each));
    }
  }
  out.end_array();
  if (!secret.empty() && head.authorization.empty()) {
    out.member("csrf_token", csrf_token_of(secret));
    out.member("cookie", session_cookie(x.secure));
  }
  if (y.expires_at_ms > 0) {
    out.member("expires_at", to_timestamp(y.expires_at_ms));
  }
  out.end_object();
}

void write_accounts(json_writer& out, const admin_answer& y) {
  out.begin_object().key("accounts").begin_array();
  for (const auto& each : y.accounts) {
    out.begin_object();
    write_account(out, each);
    out.end_object();
  }
  out.end_array().end_object();
}

void write_entries(json_writer& out, const admin_answer& y) {
  out.begin_object().key("entries").begin_array();
  for (const auto& x : y.entries) {
    out.begin_object();
    out.member("number", x.number);
    out.member("at", to_timestamp(x.at_ms));
    out.member("at_ms", static_cast<std::uint64_t>(x.at_ms));
    out.member("actor", x.actor);
    out.member("act", x.act);
    out.member("subject", x.subject);
    out.member("detail", x.detail);
    out.member("previous", to_hex(x.previous.view()));
    out.member("hash", to_hex(x.hash.view()));
    out.end_object();
  }
  out.end_array();
  out.member("total", y.total);
  out.end_object();
}

void write_entries_csv(response& into, const admin_answer& y) {
  into.type = content::csv;
  into.fields = "Content-Disposition: attachment; filename=\"audit.csv\"\r\n";
  into.body = std::string{audit_csv_columns} + "\n";
  for (const auto& x : y.entries) {
    append_csv(into.body, x);
  }
}

void write_reviews(json_writer& out, const admin_answer& y) {
  constexpr std::size_t date_size = 10;
  auto date = [](std::uint32_t day) {
    return to_timestamp(day * day_ms).substr(0, date_size);
  };
  out.begin_object().key("entries").begin_array();
  for (const auto& x : y.reviews) {
    out.begin_object();
    out.member("number", x.number);
    out.member("kind", to_string(x.kind));
    out.member("attempts", std::uint64_t{x.attempts});
    out.member("first_day", date(x.first_day));
    out.member("last_day", date(x.last_day));
    out.member("entries", x.entries);
    if (x.resolution != 0) {
      out.member("resolution", x.resolution);
    }
    out.end_object();
  }
  out.end_array().key("counts").begin_array();
  for (const auto& x : y.review_counts) {
    out.begin_object();
    out.member("kind", to_string(x.kind));
    out.member("entries", x.entries);
    out.member("resolved", x.resolved);
    out.member("attempts", x.attempts);
    out.member("attempts_unlisted", x.attempts_unlisted);
    out.end_object();
  }
  out.end_array().key("resolutions").begin_array();
  for (const auto& x : y.resolutions) {
    out.begin_object();
    out.member("number", x.number);
    out.member("by", x.by);
    out.member("at", to_timestamp(x.at_ms));
    out.member("note", x.note);
    out.end_object();
  }
  out.end_array();
  out.member("total", y.total);
  out.end_object();
}

/// The members of an act, inside an object.
void write_act(json_writer& out, const official_act& x) {
  out.member("number", x.number);
  out.member("act", to_string(x.what));
  out.member("stage", x.stage == act_stage::done ? "done" : "proposed");
  out.member("election_id", std::uint64_t{x.election.value});
  if (x.region.value != 0) {
    out.member("region_id", std::uint64_t{x.region.value});
  }
  if (x.option.value != 0) {
    out.member("candidate_id", std::uint64_t{x.option.value});
  }
  out.member("at", to_timestamp(x.at_ms));
  if (x.until_ms != 0) {
    out.member("until", to_timestamp(x.until_ms));
  }
  out.member("by", x.by);
  if (x.proposal != 0) {
    out.member("proposal", x.proposal);
  }
  if (!x.certificate.empty()) {
    out.member("certificate_sha256", x.certificate);
  }
  if (!x.written_name.empty()) {
    out.member("write_in", x.written_name);
  }
  if (!x.reason.empty()) {
    out.member("reason", x.reason);
  }
}

void write_acts(json_writer& out, const admin_answer& y) {
  out.begin_object().key("acts").begin_array();
  for (const auto& x : y.acts) {
    out.begin_object();
    write_act(out, x);
    out.end_object();
  }
  out.end_array();
  out.member("total", y.total);
  out.end_object();
}

void write_write_ins(json_writer& out, const admin_answer& y) {
  out.begin_object().key("write_ins").begin_array();
  for (const auto& x : y.write_ins) {
    out.begin_object();
    out.member("region_id", std::uint64_t{x.region.value});
    out.member("write_in", x.id);
    out.member("name", x.name);
    out.member("votes", x.votes);
    out.flag("decided", x.decided);
    if (x.option.value != 0) {
      out.member("candidate_id", std::uint64_t{x.option.value});
    }
    out.end_object();
  }
  out.end_array();
  out.member("total", y.total);
  out.end_object();
}

void write_decided(json_writer& out, const admin_answer& y) {
  out.begin_object();
  out.member("status", "done");
  out.member("entries", y.total);
  out.end_object();
}

/// What was done, where there is nothing else to say.
void write_done(json_writer& out) {
  out.begin_object();
  out.member("status", "done");
  out.end_object();
}

response answer_done(const waiting_admin& x, const admin_answer& y) {
  response told;
  json_writer out{told.body};
  switch (x.what) {
  case admin_operation::log_in:
    told.fields = set_cookie_line(y.secret.view(), x.secure);
    write_session(out, x, y);
    break;
  case admin_operation::show_session:
    write_session(out, x, y);
    break;
  case admin_operation::log_out:
  case admin_operation::change_own_password:
    told.fields = set_cookie_line({}, x.secure);
    write_done(out);
    break;
  case admin_operation::list_accounts:
    write_accounts(out, y);
    break;
  case admin_operation::add_account:
    told.status = 201;
    out.begin_object();
    write_account(out, y.who);
    out.end_object();
    break;
  case admin_operation::make_token:
    told.status = 201;
    out.begin_object();
    out.member("token", y.secret.view());
    out.member("expires_at", to_timestamp(y.expires_at_ms));
    out.end_object();
    break;
  case admin_operation::decide:
    // Accepted, but not done before a second official agrees.
    told.status = y.acts.front().stage == act_stage::done ? 200 : 202;
    out.begin_object();
    write_act(out, y.acts.front());
    out.end_object();
    break;
  case admin_operation::list_acts:
    write_acts(out, y);
    break;
  case admin_operation::add_voter:
  case admin_operation::replace_voter:
    told.status = 201;
    out.begin_object();
    out.member("code", x.shown.code.view());
    out.end_object();
    break;
  case admin_operation::read_audit:
    if (x.shown.as_csv) {
      write_entries_csv(told, y);
    } else {
      write_entries(out, y);
    }
    break;
  case admin_operation::show_closing:
    write_closing(out, y);
    break;
  case admin_operation::list_write_ins:
    write_write_ins(out, y);
    break;
  case admin_operation::read_review:
    if (x.shown.as_csv) {
      told = reviews_csv(y);
    } else {
      write_reviews(out, y);
    }
    break;
  case admin_operation::resolve_review:
  case admin_operation::purge_review:
    write_decided(out, y);
    break;
  case admin_operation::read_nodes:
    write_nodes(out, y.room);
    break;
  case admin_operation::read_statistics:
    write_statistics(out, y, *x.shown.states);
    break;
  case admin_operation::define_election:
    told.status = y.is_new && !x.shown.dry_run ? 201 : 200;
    write_definition(out, y, x.shown.dry_run);
    break;
  case admin_operation::list_elections:
    write_elections(out, y, *x.shown.states);
    break;
  case admin_operation::show_election:
    if (!x.shown.as_toml) {
      write_election(out, y.elections.front(), *x.shown.states);
    } else if (y.elections.front().document.empty()) {
      told = admin_problem(404, problem_type::not_found,
                           "this election was made without a document");
    } else {
      told.type = content::toml;
      told.body = y.elections.front().document;
    }
    break;
  case admin_operation::authorise:
  case admin_operation::disable_account:
  case admin_operation::enable_account:
  case admin_operation::set_password:
  case admin_operation::revoke_tokens:
  case admin_operation::revoke_voter:
    write_done(out);
    break;
  }
  return told;
}

response try_again(problem_type type, const std::string& detail) {
  auto told = admin_problem(503, type, detail);
  told.retry_after_s = 2;
  return told;
}

} // namespace

response admin_problem(unsigned status, problem_type type, std::string detail) {
  problem x;
  x.status = status;
  x.type = type;
  x.detail = std::move(detail);
  return to_response(x);
}

response answer_unauthenticated(std::string detail) {
  auto told =
    admin_problem(401, problem_type::unauthenticated, std::move(detail));
  told.fields = "WWW-Authenticate: Bearer realm=\"scrutin\"\r\n";
  return told;
}

response answer_admin(const waiting_admin& x, const admin_answer& y) {
  switch (y.verdict) {
  case admin_verdict::done:
    return x.instead ? *x.instead : answer_done(x, y);
  case admin_verdict::unauthenticated:
    return answer_unauthenticated(y.detail);
  case admin_verdict::wrong_login: {
    auto told = admin_problem(401, problem_type::wrong_login, y.detail);
    told.fields = "WWW-Authenticate: Bearer realm=\"scrutin\"\r\n";
    return told;
  }
  case admin_verdict::forbidden:
    return admin_problem(403, problem_type::forbidden, y.detail);
  case admin_verdict::not_found:
    return admin_problem(404, problem_type::not_found, y.detail);
  case admin_verdict::conflict:
    return admin_problem(409, problem_type::conflict, y.detail);
  case admin_verdict::invalid:
    return admin_problem(422, problem_type::invalid_fields, y.detail);
  case admin_verdict::overloaded:
    return try_again(problem_type::overloaded, y.detail);
  case admin_verdict::unavailable:
    return try_again(problem_type::unavailable, y.detail);
  case admin_verdict::definition_changed:
    return admin_problem(409, problem_type::definition_changed, y.detail);
  case admin_verdict::outcome_unknown:
    return admin_problem(504, problem_type::outcome_unknown, y.detail);
  }
  return admin_problem(500, problem_type::internal, "no such verdict");
}

response answer_without_word(const waiting_admin&) {
  return admin_problem(504, problem_type::outcome_unknown,
                       "no answer came in time; the audit log tells whether "
                       "it was done");
}

} // namespace scrutin::edge
