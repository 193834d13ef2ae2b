#include "edge/publication_routes.hpp"

#include "domain/text.hpp"
#include "edge/opening_json.hpp"
#include "edge/query.hpp"

namespace scrutin::edge {

namespace {

void refuse(api& on, const api_call& call, unsigned status, problem_type type,
            const char* detail) {
  problem x;
  x.status = status;
  x.type = type;
  x.detail = detail;
  on.answer(call, to_response(x));
}

/// The election of the path; null, and the answer given, where there is none.
const served_election* election_named(api& on, const api_call& call) {
  const auto* served =
    on.services().elections->find(election_id{number_of(call.params[0])});
  if (served == nullptr) {
    refuse(on, call, 404, problem_type::unknown_election,
           "no election has that id");
  }
  return served;
}

const served_election* law_named(api& on, const api_call& call) {
  auto code = decode(call.params[0]);
  const auto* served = code ? on.services().elections->find(*code) : nullptr;
  if (served == nullptr || !served->definition.is_referendum()) {
    refuse(on, call, 404, problem_type::unknown_law, "no law has that law_id");
    return nullptr;
  }
  return served;
}

using find_function = const served_election* (*)(api&, const api_call&);

template <find_function Find>
void opening(api& on, const api_call& call) {
  if (const auto* served = Find(on, call)) {
    response x;
    json_writer out{x.body};
    write_openings(out, served->definition, on.view());
    on.answer(call, std::move(x));
  }
}

/// The certificate's own bytes, so that a file of them verifies.
void one_certificate(api& on, const api_call& call, election_id election,
                     std::string_view version) {
  const auto& query = call.asker->asked().head.query;
  region_id region{number_of(query_value(query, "region").value_or("0"))};
  auto known =
    on.view().certificates().find({election, region, number_of(version)});
  if (known == on.view().certificates().end()) {
    refuse(on, call, 404, problem_type::not_found,
           "no result of that region and version was certified");
    return;
  }
  response x;
  x.body = known->second.text;
  on.answer(call, std::move(x));
}

template <find_function Find>
void certificate(api& on, const api_call& call) {
  const auto* served = Find(on, call);
  if (served == nullptr) {
    return;
  }
  const auto& in = served->definition;
  const auto& query = call.asker->asked().head.query;
  if (auto version = query_value(query, "version")) {
    one_certificate(on, call, in.id, *version);
    return;
  }
  signing_key key{in.id, served->keys};
  response x;
  json_writer out{x.body};
  out.begin_object();
  out.member("election_id", std::uint64_t{in.id.value});
  out.member("code", in.code);
  out.member("state", to_string(on.view().state_of(in.id)));
  out.member("algorithm", "Ed25519");
  out.member("public_key", to_hex(key.published().view()));
  out.key("certificates").begin_array();
  for (const auto& [id, each] : on.view().certificates()) {
    if (each.election == in.id) {
      out.begin_object();
      out.member("region_id", std::uint64_t{each.region.value});
      out.member("version", std::uint64_t{each.version});
      out.member("sha256", each.sha256);
      out.key("certificate").verbatim(each.text);
      out.end_object();
    }
  }
  out.end_array();
  out.end_object();
  on.answer(call, std::move(x));
}

} // namespace

std::vector<api_route> publication_routes() {
  constexpr auto get = http::verb::get;
  constexpr route_policy totals{0, rate_class::limited, cache::one_second};
  return {
    {get, "/api/v1/elections/{election_id}/opening", opening<election_named>,
     totals},
    {get, "/api/v1/laws/{law_id}/opening", opening<law_named>, totals},
    {get, "/api/v1/elections/{election_id}/certificate",
     certificate<election_named>, totals},
    {get, "/api/v1/laws/{law_id}/certificate", certificate<law_named>, totals},
  };
}

} // namespace scrutin::edge
