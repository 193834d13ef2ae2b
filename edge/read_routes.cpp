#include "edge/read_routes.hpp"

#include "edge/catalog_json.hpp"
#include "edge/query.hpp"
#include "edge/results_json.hpp"

namespace scrutin::edge {

namespace {

void not_found(api& on, const api_call& call, problem_type type,
               const char* detail) {
  problem x;
  x.status = 404;
  x.type = type;
  x.detail = detail;
  on.answer(call, to_response(x));
}

void bad_query(api& on, const api_call& call, const char* detail) {
  problem x;
  x.status = 400;
  x.type = problem_type::malformed_request;
  x.detail = detail;
  on.answer(call, to_response(x));
}

const election* find_election(const api& on, std::string_view id) {
  const auto* served =
    on.services().elections->find(election_id{number_of(id)});
  return served == nullptr ? nullptr : &served->definition;
}

// A contest named by two ids in the path, or the answer given.
struct found_contest {
  const election* in = nullptr;
  const contest* where = nullptr;
};

found_contest find_contest(api& on, const api_call& call) {
  const auto* in = find_election(on, call.params[0]);
  if (in == nullptr) {
    not_found(on, call, problem_type::unknown_election,
              "no election has that id");
    return {};
  }
  const auto* where = in->find_contest({number_of(call.params[1])});
  if (where == nullptr) {
    not_found(on, call, problem_type::unknown_region,
              "the election has no such region");
  }
  return {in, where};
}

const election* find_law(const api& on, const std::string& code) {
  const auto* served = on.services().elections->find(code);
  return served != nullptr && served->definition.is_referendum()
           ? &served->definition
           : nullptr;
}

// An election's id from `?election=`, by id or code; 0 where none is named,
// nothing and the answer given where an unknown one is.
std::optional<election_id> election_asked(api& on, const api_call& call) {
  auto text = query_value(call.asker->asked().head.query, "election");
  if (!text) {
    return election_id{0};
  }
  const auto& elections = *on.services().elections;
  const auto* served = elections.find(*text);
  if (served == nullptr) {
    served = elections.find(election_id{number_of(*text)});
  }
  if (served == nullptr) {
    not_found(on, call, problem_type::unknown_election,
              "no election has that id");
    return std::nullopt;
  }
  return served->definition.id;
}

} // namespace

void list_laws(api& on, const api_call& call) {
  response x;
  json_writer out{x.body};
  write_laws(out, *on.services().elections, on.view());
  on.answer(call, std::move(x));
}

void list_elections(api& on, const api_call& call) {
  response x;
  json_writer out{x.body};
  write_elections(out, *on.services().elections, on.view());
  on.answer(call, std::move(x));
}

void list_regions(api& on, const api_call& call) {
  if (auto only = election_asked(on, call)) {
    response x;
    json_writer out{x.body};
    write_regions(out, *on.services().elections, on.view(), *only);
    on.answer(call, std::move(x));
  }
}

void list_parties(api& on, const api_call& call) {
  if (auto only = election_asked(on, call)) {
    response x;
    json_writer out{x.body};
    write_parties(out, *on.services().elections, *only);
    on.answer(call, std::move(x));
  }
}

void list_candidates(api& on, const api_call& call) {
  auto [in, where] = find_contest(on, call);
  if (where == nullptr) {
    return;
  }
  response x;
  json_writer out{x.body};
  write_candidates(out, *in, *where,
                   on.view().withdrawn_from({in->id, where->region}));
  on.answer(call, std::move(x));
}

void all_law_results(api& on, const api_call& call) {
  response x;
  json_writer out{x.body};
  out.begin_array();
  for (const auto& served : on.services().elections->all()) {
    if (served.definition.is_referendum()) {
      write_law_results(out, served.definition, on.view());
    }
  }
  out.end_array();
  on.answer(call, std::move(x));
}

void law_results(api& on, const api_call& call) {
  auto code = decode(call.params[0]);
  const auto* law = code ? find_law(on, *code) : nullptr;
  if (law == nullptr) {
    not_found(on, call, problem_type::unknown_law, "no law has that law_id");
    return;
  }
  response x;
  json_writer out{x.body};
  write_law_results(out, *law, on.view());
  on.answer(call, std::move(x));
}

void contest_results(api& on, const api_call& call) {
  auto [in, where] = find_contest(on, call);
  if (where == nullptr) {
    return;
  }
  response x;
  json_writer out{x.body};
  write_contest_results(out, *in, *where, on.view());
  on.answer(call, std::move(x));
}

void national_results(api& on, const api_call& call) {
  const auto* in = find_election(on, call.params[0]);
  if (in == nullptr) {
    not_found(on, call, problem_type::unknown_election,
              "no election has that id");
    return;
  }
  response x;
  json_writer out{x.body};
  write_national_results(out, *in, on.view());
  on.answer(call, std::move(x));
}

void open_event_stream(api& on, const api_call& call) {
  event_filter filter;
  auto only = election_asked(on, call);
  if (!only) {
    return;
  }
  if (only->value != 0) {
    filter.election = *only;
  }
  if (auto text = query_value(call.asker->asked().head.query, "region")) {
    filter.region = region_id{number_of(*text)};
    if (filter.region->value == 0) {
      bad_query(on, call, "region must be a whole number from 1");
      return;
    }
  }
  response head;
  head.type = content::event_stream;
  if (call.asker->asked().head.verb == http::verb::head) {
    on.answer(call, std::move(head));
    return;
  }
  on.begin_stream(call, head);
  if (!on.streams().open(call.asker, filter, head)) {
    problem x;
    x.status = 503;
    x.type = problem_type::overloaded;
    x.detail = "too many event streams: try again later";
    x.retry_after_s = 5;
    on.answer(call, to_response(x));
  }
}

} // namespace scrutin::edge
