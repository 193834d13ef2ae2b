#include "edge/definition_routes.hpp"

#include <algorithm>
#include <boost/beast/core/string.hpp>

#include "domain/text.hpp"
#include "edge/admin_answers.hpp"
#include "edge/admin_asking.hpp"
#include "edge/query.hpp"
#include "edge/timestamp.hpp"

namespace scrutin::edge {

namespace {

// All that a person reads; an answer stays small whatever is defined.
constexpr std::size_t changes_max = 1'000;

bool is_toml(std::string_view type) {
  type = type.substr(0, type.find(';'));
  while (!type.empty() && type.back() == ' ') {
    type.remove_suffix(1);
  }
  return boost::beast::iequals(type, "application/toml");
}

election_id election_of(const api_call& call) {
  return {number_of(call.params[0])};
}

void write_members(json_writer& out, const shown_election& x,
                   const results_view& states) {
  out.member("id", std::uint64_t{x.id.value});
  out.member("code", x.code);
  out.key("name").begin_object();
  out.member("fr", x.name.fr);
  out.member("en", x.name.en);
  out.end_object();
  out.member("state", to_string(states.state_of(x.id)));
  out.member("fingerprint", to_hex(x.fingerprint));
  out.member("source", x.number == 0 ? "document" : "act");
  if (x.number != 0) {
    out.member("number", x.number);
    out.member("by", x.by);
    out.member("at", to_timestamp(x.at_ms));
  }
  std::uint64_t voters = 0;
  out.key("regions").begin_array();
  for (const auto& part : x.roll) {
    voters += part.voters;
    out.begin_object();
    out.member("region_id", std::uint64_t{part.region.value});
    out.member("voters", part.voters);
    out.member("slices", std::uint64_t{part.slices});
    out.end_object();
  }
  out.end_array();
  out.member("voters", voters);
}

void write_text_or_null(json_writer& out, std::string_view name,
                        const std::optional<std::string>& text) {
  out.key(name);
  if (text) {
    out.text(*text);
  } else {
    out.null();
  }
}

} // namespace

void define_election(api& on, const api_call& call) {
  const auto& asked = call.asker->asked();
  auto what = request_for(admin_operation::define_election);
  what.where.election = election_of(call);
  std::optional<response> wrong;
  auto dry_run = query_value(asked.head.query, "dry_run").value_or("false");
  what.dry_run = dry_run == "true";
  if (!is_toml(asked.head.content_type)) {
    wrong = admin_problem(415, problem_type::unsupported_media_type,
                          "send Content-Type: application/toml");
  } else if (dry_run != "true" && dry_run != "false") {
    wrong = admin_problem(400, problem_type::malformed_request,
                          "dry_run is true or false");
  } else {
    what.document = std::string{asked.body};
  }
  admin_showing shown;
  shown.dry_run = what.dry_run;
  ask(on, call, std::move(what), std::move(wrong), std::move(shown));
}

void list_definitions(api& on, const api_call& call) {
  admin_showing shown;
  shown.states = &on.view();
  ask(on, call, request_for(admin_operation::list_elections), {},
      std::move(shown));
}

void show_definition(api& on, const api_call& call) {
  auto what = request_for(admin_operation::show_election);
  what.where.election = election_of(call);
  admin_showing shown;
  shown.states = &on.view();
  shown.as_toml = is_toml(call.asker->asked().head.accept);
  ask(on, call, std::move(what), {}, std::move(shown));
}

void write_election(json_writer& out, const shown_election& x,
                    const results_view& states) {
  out.begin_object();
  write_members(out, x, states);
  if (!x.document.empty()) {
    out.member("document", x.document);
  }
  out.end_object();
}

void write_elections(json_writer& out, const admin_answer& y,
                     const results_view& states) {
  out.begin_object().key("elections").begin_array();
  for (const auto& x : y.elections) {
    out.begin_object();
    write_members(out, x, states);
    out.end_object();
  }
  out.end_array();
  out.member("total", y.total);
  out.end_object();
}

void write_definition(json_writer& out, const admin_answer& y, bool dry_run) {
  auto changes = y.is_new || !y.changes.empty();
  out.begin_object();
  out.member("status", !changes  ? "unchanged"
                       : dry_run ? "would-change"
                                 : "defined");
  out.flag("new", y.is_new);
  out.key("changes").begin_array();
  auto shown = std::min(y.changes.size(), changes_max);
  for (std::size_t i = 0; i < shown; ++i) {
    const auto& x = y.changes[i];
    out.begin_object();
    out.member("field", x.field);
    write_text_or_null(out, "before", x.before);
    write_text_or_null(out, "after", x.after);
    out.end_object();
  }
  out.end_array();
  out.member("total", y.total);
  out.end_object();
}

} // namespace scrutin::edge
