#include "edge/export_routes.hpp"

#include "edge/admin_answers.hpp"
#include "edge/admin_asking.hpp"
#include "edge/json_writer.hpp"
#include "edge/query.hpp"
#include "edge/results_csv.hpp"
#include "edge/results_json.hpp"

namespace scrutin::edge {

namespace {

std::string file_named(const election& in, const char* what, bool csv) {
  auto code = in.code;
  for (auto& c : code) {
    auto plain = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z')
                 || (c >= 'a' && c <= 'z') || c == '-';
    c = plain ? c : '_';
  }
  return "Content-Disposition: attachment; filename=\"" + code + "-" + what
         + (csv ? ".csv" : ".json") + "\"\r\n";
}

response results_file(const election& in, const results_view& view, bool csv) {
  response x;
  x.fields = file_named(in, "results", csv);
  if (csv) {
    x.type = content::csv;
    x.body = results_csv(in, view);
    return x;
  }
  json_writer out{x.body};
  out.begin_object();
  if (in.is_referendum()) {
    out.key("law");
    write_law_results(out, in, view);
  } else {
    out.key("national");
    write_national_results(out, in, view);
  }
  out.key("regions").begin_array();
  for (const auto& where : in.contests) {
    write_contest_results(out, in, where, view);
  }
  out.end_array().end_object();
  return x;
}

void export_attempts(api& on, const api_call& call, admin_request what) {
  what.where.election = election_in_path(call);
  auto wrong = read_page(call, what);
  const auto& query = call.asker->asked().head.query;
  what.where.region.value =
    number_of(query_value(query, "region").value_or(""));
  const auto* served = on.services().elections->find(what.where.election);
  if (served == nullptr) {
    wrong = admin_problem(404, problem_type::unknown_election,
                          "there is no such election");
  } else if (!wrong
             && served->definition.find_contest(what.where.region) == nullptr) {
    wrong = bad_query("region is the id of one of its regions");
  }
  auto shown = table_asked(call, wrong);
  ask(on, call, std::move(what), std::move(wrong), std::move(shown));
}

} // namespace

void show_nodes(api& on, const api_call& call) {
  ask(on, call, request_for(admin_operation::read_nodes));
}

void show_statistics(api& on, const api_call& call) {
  admin_showing shown;
  shown.states = &on.view();
  ask(on, call, request_for(admin_operation::read_statistics), std::nullopt,
      std::move(shown));
}

void export_results(api& on, const api_call& call) {
  const auto* served = on.services().elections->find(election_in_path(call));
  std::optional<response> told;
  auto shown = table_asked(call, told);
  if (served == nullptr) {
    told = admin_problem(404, problem_type::unknown_election,
                         "there is no such election");
  } else if (!told) {
    told = results_file(served->definition, on.view(), shown.as_csv);
  }
  // Answered with it once it is clear that whoever asks may.
  ask(on, call, request_for(admin_operation::authorise), std::move(told));
}

void export_duplicates(api& on, const api_call& call) {
  auto what = request_for(admin_operation::read_review);
  what.kind = static_cast<std::uint8_t>(review_kind::duplicate);
  export_attempts(on, call, std::move(what));
}

void export_error_patterns(api& on, const api_call& call) {
  auto what = request_for(admin_operation::read_review);
  what.in_groups = true;
  export_attempts(on, call, std::move(what));
}

} // namespace scrutin::edge
