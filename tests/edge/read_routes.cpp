#define CAF_SUITE read_routes

#include "tests/edge/edge_fixture.hpp"

#include "caf/test/unit_test.hpp"

#include <algorithm>
#include <boost/json/parse.hpp>

#include "edge/api.hpp"

using namespace scrutin;
using namespace scrutin::fixtures;

namespace {

contest_report report(std::uint32_t election, std::uint32_t region) {
  contest_report x;
  x.contest = {{election}, {region}};
  x.version = 1;
  x.updated_at_ms = 1'400;
  x.eligible = 100;
  x.turnout = 40;
  x.votes_released = true;
  x.count.ballots = 40;
  x.count.blank = 4;
  x.count.votes = {{{1}, 24}, {{2}, 12}};
  x.count.winners = {{1}};
  return x;
}

// Publishes and waits until the edge has it, as its event stream tells.
void publish(edge_fixture& edge, const results_update& x) {
  raw_client watcher{edge.port()};
  watcher.send("GET /api/v1/stream HTTP/1.1\r\nHost: a\r\n\r\n");
  watcher.receive_until("event: snapshot");
  edge.world.publish(x);
  watcher.receive_until("\"turnout\":40");
}

} // namespace

CAF_TEST(results of a law add up and decide) {
  edge_fixture edge;
  CAF_CHECK(edge.get("/api/v1/results/L1").json().at("total_votes") == 0);
  auto closed = report(1, 1);
  closed.closed = true;
  publish(edge, {1, {closed}});
  auto x = edge.get("/api/v1/results/L1").json();
  CAF_CHECK(x.at("oui_count") == 24);
  CAF_CHECK(x.at("non_count") == 12);
  CAF_CHECK(x.at("blank_count") == 4);
  CAF_CHECK(x.at("total_votes") == 40);
  CAF_CHECK(x.at("oui_percentage") == 66.67);
  CAF_CHECK(x.at("turnout_percentage") == 40.0);
  CAF_CHECK(x.at("outcome") == "passed");
  CAF_CHECK(x.at("updated_at") == "1970-01-01T00:00:01.400Z");
  CAF_CHECK_EQUAL(edge.get("/api/v1/results/L9").problem(), "unknown-law");
}

CAF_TEST(independents are never merged in national results) {
  edge_fixture edge;
  auto west = report(3, 1);
  auto east = report(3, 2);
  east.count.votes = {{{2}, 30}, {{3}, 6}};
  east.count.winners = {{2}};
  east.closed = true;
  publish(edge, {1, {west, east}});
  auto x = edge.get("/api/v1/elections/3/results").json();
  CAF_CHECK_EQUAL(x.at("candidates").as_array().size(), 4U);
  CAF_CHECK(x.at("regions_reported") == 2);
  CAF_CHECK(x.at("total_votes") == 80);
  const auto& parties = x.at("parties").as_array();
  CAF_CHECK(parties[0].at("votes") == 24);
  CAF_CHECK(parties[0].at("seats_leading") == 1);
  CAF_CHECK(parties[1].at("seats_elected") == 1);
  auto region = edge.get("/api/v1/elections/3/regions/2/results").json();
  CAF_CHECK(region.at("elected") == 2);
  CAF_CHECK(region.at("candidates").at(1).at("percentage") == 83.33);
}

CAF_TEST(lists name everything and escape it) {
  edge_fixture edge;
  auto list = [&edge](const std::string& path) {
    return boost::json::parse(edge.get(path).body).as_array();
  };
  CAF_CHECK_EQUAL(list("/api/v1/laws").size(), 2U);
  auto laws = list("/api/v1/laws");
  CAF_CHECK(laws[1].at("state") == "announced");
  CAF_CHECK(laws[1].at("status") == "draft");
  CAF_CHECK_EQUAL(list("/api/v1/elections").size(), 2U);
  CAF_CHECK_EQUAL(list("/api/v1/regions?election=L2").size(), 2U);
  CAF_CHECK_EQUAL(list("/api/v1/parties?election=3").size(), 2U);
  auto candidates = list("/api/v1/elections/3/regions/1/candidates");
  CAF_CHECK(candidates[0].at("name") == "Léa \"L\" <b>");
  CAF_CHECK(candidates[0].at("party_color") == "#004B8D");
  CAF_CHECK_EQUAL(edge.get("/api/v1/parties?election=77").status, 404U);
  CAF_CHECK_EQUAL(edge.get("/api/v1/elections/3/regions/9/results").problem(),
                  "unknown-region");
  CAF_CHECK_EQUAL(edge.get("/api/v1/elections/x/results").problem(),
                  "unknown-election");
}

CAF_TEST(a stream begins with a snapshot and goes on with changes) {
  edge_fixture edge;
  raw_client client{edge.port()};
  client.send("GET /api/v1/stream?election=3&region=1 HTTP/1.1\r\n"
              "Host: a\r\n\r\n");
  auto head = client.receive_until("\r\n\r\n");
  CAF_CHECK(head.find("text/event-stream") != std::string::npos);
  auto start = client.receive_until("}\n\n");
  CAF_CHECK(start.find("retry: ") != std::string::npos);
  CAF_CHECK(start.find("event: snapshot\nid: ") != std::string::npos);
  CAF_CHECK(start.find("\"region_id\":2") == std::string::npos);
  edge.world.publish({1, {report(3, 1), report(1, 1)}});
  // The state of the election may come in between.
  client.receive_until("event: results");
  auto next = client.receive_until("}\n\n");
  CAF_CHECK(next.find("\"votes\":24") != std::string::npos);
  CAF_CHECK(next.find("\"election_id\":1") == std::string::npos);
  auto hidden = report(3, 1);
  hidden.votes_released = false;
  hidden.count = {};
  edge.world.publish({2, {hidden}});
  client.receive_until("event: turnout");
  auto last = client.receive_until("}\n\n");
  CAF_CHECK(last.find("\"turnout\":40") != std::string::npos);
  CAF_CHECK(last.find("candidates") == std::string::npos);
}

CAF_TEST(streams are bounded and their number is told back) {
  edge_fixture edge{[](auto& x) { x.server.bounds.streams_max = 1; }};
  {
    raw_client client{edge.port()};
    client.send("GET /api/v1/stream HTTP/1.1\r\nHost: a\r\n\r\n");
    client.receive_until("event: snapshot");
    CAF_CHECK_EQUAL(edge.get("/api/v1/stream").status, 503U);
  }
  unsigned status = 503;
  for (int i = 0; i < 1'000 && status == 503; ++i) {
    raw_client client{edge.port()};
    client.send("GET /api/v1/stream HTTP/1.1\r\nHost: a\r\n\r\n");
    auto start = client.receive_until("\r\n");
    status = start.find("200") == std::string::npos ? 503U : 200U;
  }
  CAF_CHECK_EQUAL(status, 200U);
}

CAF_TEST(every route says what it is and is safe to show) {
  edge_fixture edge;
  for (const auto& route : edge::api_routes()) {
    auto path = std::string{route.pattern};
    if (path == "/api/v1/stream") {
      continue;
    }
    for (const auto& [from, to] :
         {std::pair{"{law_id}", "L1"}, std::pair{"{election_id}", "3"},
          std::pair{"{region_id}", "1"}, std::pair{"{name}", "ann"}}) {
      if (auto at = path.find(from); at != std::string::npos) {
        path.replace(at, std::string{from}.size(), to);
      }
    }
    auto is_get = route.verb == edge::http::verb::get;
    auto x = is_get                                ? edge.get(path)
             : route.verb == edge::http::verb::put ? edge.put(path, "{}")
                                                   : edge.post(path, "{}");
    auto wanted = is_get ? 200U : 422U;
    CAF_CHECK_EQUAL(x.status, route.policy.needed ? 401U : wanted);
    CAF_CHECK_EQUAL(x.field("X-Content-Type-Options"), "nosniff");
    CAF_CHECK_EQUAL(x.field("Referrer-Policy"), "no-referrer");
    CAF_CHECK(!x.field("Content-Security-Policy").empty());
    CAF_CHECK(!x.field("Content-Type").empty());
    const auto& all = edge::api_routes();
    auto verbs = std::count_if(all.begin(), all.end(), [&](const auto& each) {
      return each.pattern == route.pattern;
    });
    if (verbs > 1) {
      continue;
    }
    auto other = is_get ? edge.post(path, "") : edge.get(path);
    CAF_CHECK_EQUAL(other.status, 405U);
    CAF_CHECK(!other.field("Allow").empty());
  }
}

CAF_TEST(only configured origins may read across sites) {
  edge_fixture edge{[](auto& x) { x.cors_origins = {"https://a.example"}; }};
  auto allowed = edge.get("/livez", "Origin: https://a.example\r\n");
  CAF_CHECK_EQUAL(allowed.field("Access-Control-Allow-Origin"),
                  "https://a.example");
  auto foreign = edge.get("/livez", "Origin: https://b.example\r\n");
  CAF_CHECK(foreign.field("Access-Control-Allow-Origin").empty());
  auto asked = edge.exchange("OPTIONS /api/v1/vote HTTP/1.1\r\nHost: a\r\n"
                             "Origin: https://a.example\r\n\r\n");
  CAF_CHECK_EQUAL(asked.status, 204U);
  CAF_CHECK_EQUAL(asked.field("Access-Control-Allow-Origin"),
                  "https://a.example");
  CAF_CHECK_EQUAL(asked.field("Allow"), "POST, OPTIONS");
}
