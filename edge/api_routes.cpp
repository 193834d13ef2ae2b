#include "edge/admin_routes.hpp"
#include "edge/api.hpp"
#include "edge/ballot_route.hpp"
#include "edge/cast_routes.hpp"
#include "edge/publication_routes.hpp"
#include "edge/read_routes.hpp"
#include "edge/service_routes.hpp"

namespace scrutin::edge {

namespace {

std::vector<api_route> routes_of_everybody() {
  constexpr auto get = http::verb::get;
  constexpr auto post = http::verb::post;
  constexpr std::uint32_t ballot_bytes_max = 16 * 1024;
  constexpr std::uint32_t receipt_bytes_max = 1'024;
  constexpr route_policy cast{ballot_bytes_max, rate_class::limited,
                              cache::no_store, false};
  constexpr route_policy receipt{receipt_bytes_max, rate_class::limited,
                                 cache::no_store};
  constexpr route_policy credential_only{receipt_bytes_max, rate_class::limited,
                                         cache::no_store};
  constexpr route_policy totals{0, rate_class::limited, cache::one_second};
  constexpr route_policy stream{0, rate_class::limited, cache::no_store};
  constexpr route_policy state{0, rate_class::unlimited, cache::no_store, true,
                               true};
  constexpr route_policy file{0, rate_class::unlimited, cache::one_hour};
  return {
    {post, "/api/v1/vote", cast_law_vote, cast},
    {post, "/api/v1/elections/vote", cast_election_vote, cast},
    {post, "/api/v1/ballot", ask_ballot, credential_only},
    {post, "/api/v1/receipts", ask_receipt, receipt},
    {get, "/api/v1/laws", list_laws, totals},
    {get, "/api/v1/results", all_law_results, totals},
    {get, "/api/v1/results/{law_id}", law_results, totals},
    {get, "/api/v1/elections", list_elections, totals},
    {get, "/api/v1/regions", list_regions, totals},
    {get, "/api/v1/parties", list_parties, totals},
    {get, "/api/v1/elections/{election_id}/results", national_results, totals},
    {get, "/api/v1/elections/{election_id}/regions/{region_id}/candidates",
     list_candidates, totals},
    {get, "/api/v1/elections/{election_id}/regions/{region_id}/results",
     contest_results, totals},
    {get, "/api/v1/stream", open_event_stream, stream},
    {get, "/health", health, state},
    {get, "/api/v1/health", health, state},
    {get, "/livez", liveness, state},
    {get, "/readyz", readiness, state},
    {get, "/metrics", metrics_text, state},
    {get, "/openapi.json", openapi_document, file},
    {get, "/docs", docs_page, file},
    {get, "/docs/docs.js", docs_script, file},
    {get, "/docs/rapidoc-min.js", rapidoc_script, file},
  };
}

} // namespace

const std::vector<api_route>& api_routes() {
  static const std::vector<api_route> table = [] {
    auto all = routes_of_everybody();
    auto published = publication_routes();
    all.insert(all.end(), published.begin(), published.end());
    auto administration = admin_routes();
    all.insert(all.end(), administration.begin(), administration.end());
    return all;
  }();
  return table;
}

} // namespace scrutin::edge
