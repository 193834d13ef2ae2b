// Goal: a voter learns of the own open contests and whether a ballot is in, and
// nobody learns of anything else. Method: a real edge over an ingestion that
// says of each contest what a test wants.

#define CAF_SUITE ballot_route

#include "tests/edge/edge_fixture.hpp"

#include "caf/test/unit_test.hpp"

#include <set>

using namespace scrutin;
using namespace scrutin::fixtures;

namespace {

const std::string path = "/api/v1/ballot";
const std::string voter = R"({"nas":"123-456 789","code":"abc123"})";

// Contests of the fixture's elections: one, and two of each of three.
constexpr std::size_t contests = 7;

void no_limits(edge::edge_options& x) {
  x.rates.enabled = false;
}

std::set<std::pair<std::int64_t, std::int64_t>> ids_of(const http_answer& x) {
  std::set<std::pair<std::int64_t, std::int64_t>> ids;
  auto body = x.json();
  for (const auto& each : body.at("contests").as_array()) {
    ids.emplace(each.at("election_id").as_int64(),
                each.at("region_id").as_int64());
  }
  return ids;
}

} // namespace

CAF_TEST(a voter sees the own open contests and whether a ballot is in) {
  edge_fixture edge{no_limits};
  edge.world.voters = {{{{1}, {1}}, voter_state::has_voted},
                       {{{3}, {2}}, voter_state::has_not_voted}};
  auto x = edge.post(path, voter);
  CAF_REQUIRE_EQUAL(x.status, 200U);
  CAF_CHECK(x.field("Cache-Control").find("no-store") != std::string::npos);
  CAF_CHECK(
    ids_of(x)
    == (std::set<std::pair<std::int64_t, std::int64_t>>{{1, 1}, {3, 2}}));
  auto body = x.json();
  const auto& list = body.at("contests").as_array();
  CAF_CHECK(list.at(0).at("has_voted").as_bool());
  CAF_CHECK_EQUAL(list.at(0).at("law_id").as_string(), "L1");
  CAF_CHECK(!list.at(1).at("has_voted").as_bool());
  CAF_CHECK_EQUAL(list.at(1).at("options").as_array().size(), 3u);
}

CAF_TEST(one slice of every region is asked under the tag of its election) {
  edge_fixture edge{no_limits};
  edge.world.voters = {{{{1}, {1}}, voter_state::has_not_voted}};
  CAF_CHECK_EQUAL(edge.post(path, voter).status, 200U);
  auto asked = edge.world.queries();
  CAF_CHECK_EQUAL(asked.size(), contests);
  std::set<credential_tag> tags;
  for (const auto& x : asked) {
    tags.insert(x.tag);
  }
  CAF_CHECK_EQUAL(tags.size(), 4u);
  edge.post("/api/v1/vote", law_ballot());
  auto cast = edge.world.casts().front();
  CAF_CHECK(tags.count(cast.tag) == 1);
}

CAF_TEST(on no roll it is the problem of a cast after as many questions) {
  edge_fixture edge{no_limits};
  auto x = edge.post(path, voter);
  CAF_CHECK_EQUAL(x.status, 400U);
  CAF_CHECK_EQUAL(x.problem(), "unknown-credential");
  CAF_CHECK_EQUAL(edge.world.queries().size(), contests);
  CAF_CHECK(x.body.find("123") == std::string::npos);
}

CAF_TEST(where a partition cannot be asked the others say nothing) {
  for (auto others : {voter_state::has_voted, voter_state::not_on_roll}) {
    edge_fixture edge{no_limits};
    edge.world.voters = {{{{1}, {1}}, others},
                         {{{4}, {2}}, voter_state::unavailable}};
    auto x = edge.post(path, voter);
    CAF_CHECK_EQUAL(x.status, 503U);
    CAF_CHECK_EQUAL(x.problem(), "unavailable");
    CAF_CHECK(!x.field("Retry-After").empty());
  }
}

CAF_TEST(a partition that never answers ends at the deadline) {
  edge_fixture edge{[](edge::edge_options& x) {
    no_limits(x);
    x.server.bounds.cast_ms_max = 20;
  }};
  edge.world.silent = true;
  CAF_CHECK_EQUAL(edge.post(path, voter).status, 503U);
}

CAF_TEST(where nothing is open the list is empty for everybody) {
  edge_fixture edge{no_limits, [](edge::edge_services& x) {
                      x.now = [] { return std::int64_t{2'000}; };
                    }};
  edge.world.voters = {{{{1}, {1}}, voter_state::has_voted}};
  auto x = edge.post(path, voter);
  CAF_CHECK_EQUAL(x.status, 200U);
  CAF_CHECK_EQUAL(x.body, R"({"contests":[]})");
  CAF_CHECK(edge.world.queries().empty());
}

CAF_TEST(a body that is no credential is refused before anything is asked) {
  edge_fixture edge{no_limits};
  for (const char* body :
       {"{}", R"({"nas":"123456789"})", R"({"nas":"12","code":"ABC123"})",
        R"({"nas":"123456789","code":"AB"})"}) {
    CAF_CHECK_EQUAL(edge.post(path, body).status, 422U);
  }
  CAF_CHECK(edge.world.queries().empty());
}

CAF_TEST(unknown credentials count with those of casts and are then held back) {
  edge_fixture edge{[](edge::edge_options& x) {
    x.rates.failures_per_address_per_min = 2;
    x.rates.failures_per_nas_per_min = 100;
    x.rates.failures_per_subnet_per_min = 100;
    x.server.bounds.delay_ms = 1;
  }};
  CAF_CHECK_EQUAL(edge.post(path, voter).status, 400U);
  CAF_CHECK_EQUAL(edge.post(path, voter).status, 400U);
  CAF_CHECK_EQUAL(edge.post(path, voter).status, 429U);
  CAF_CHECK_EQUAL(edge.world.queries().size(), 3 * contests);
}
