#define CAF_SUITE crowds

#include "tests/edge/edge_fixture.hpp"

#include "caf/test/unit_test.hpp"

#include <sys/resource.h>

#include "edge/metrics_port.hpp"

using namespace scrutin;
using namespace scrutin::fixtures;

namespace {

// Both ends of every connection are in this process.
void allow_descriptors() {
  rlimit x{};
  ::getrlimit(RLIMIT_NOFILE, &x);
  x.rlim_cur = x.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &x);
}

bool tells(const std::string& figures, const std::string& line) {
  return figures.find("\n" + line + "\n") != std::string::npos;
}

} // namespace

CAF_TEST(a thousand silent and slow clients keep nobody from casting) {
  allow_descriptors();
  edge_fixture edge;
  std::vector<std::unique_ptr<raw_client>> crowd;
  auto slow = post_bytes("/api/v1/vote", law_ballot());
  for (std::size_t i = 0; i < 1'000; ++i) {
    crowd.push_back(std::make_unique<raw_client>(edge.port()));
    crowd.back()->send(slow.substr(0, i % slow.size()));
  }
  raw_client quick{edge.port()};
  quick.send(slow);
  CAF_CHECK_EQUAL(quick.receive().status, 202U);
  // The thousand, and who asks.
  quick.send("GET /metrics HTTP/1.1\r\nHost: a\r\n\r\n");
  CAF_CHECK(tells(quick.receive().body, "scrutin_http_connections 1001"));
  for (std::size_t i = 0; i < crowd.size(); ++i) {
    crowd[i]->send(slow.substr(i % slow.size()));
  }
  for (auto& each : crowd) {
    CAF_CHECK_EQUAL(each->receive().status, 202U);
  }
}

CAF_TEST(metrics on their own port are not on that of the API) {
  edge_fixture edge{[](auto& x) { x.serves_metrics = false; }};
  CAF_CHECK_EQUAL(edge.get("/metrics").status, 404U);
  edge::metrics_port watched{"127.0.0.1", 0, [] { return std::int64_t{1}; },
                             [&] { return edge.served().metrics_text(); }};
  CAF_REQUIRE(watched.start());
  auto ask = [&](const std::string& line) {
    raw_client client{watched.port()};
    client.send(line + " HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n");
    return client.receive();
  };
  auto x = ask("GET /metrics");
  CAF_CHECK_EQUAL(x.status, 200U);
  CAF_CHECK(tells(x.body, R"(scrutin_http_requests_total{route="/metrics",)"
                          R"(status="4xx"} 1)"));
  CAF_CHECK_EQUAL(ask("POST /metrics").field("Allow"), "GET, HEAD");
  CAF_CHECK_EQUAL(ask("GET /api/v1/laws").status, 404U);
}

CAF_TEST(a node without voters has health and metrics only) {
  edge_fixture edge{[](auto& x) { x.serves_voters = false; }};
  for (const auto* path :
       {"/health", "/api/v1/health", "/livez", "/readyz", "/metrics"}) {
    CAF_CHECK_EQUAL(edge.get(path).status, 200U);
  }
  for (const auto* path : {"/api/v1/laws", "/api/v1/stream", "/docs"}) {
    auto x = edge.get(path);
    CAF_CHECK_EQUAL(x.status, 404U);
    CAF_CHECK_EQUAL(x.problem(), "not-found");
  }
  CAF_CHECK_EQUAL(edge.post("/api/v1/vote", law_ballot()).status, 404U);
  CAF_CHECK(edge.world.casts().empty());
}

CAF_TEST(casts that end at the edge are counted) {
  edge_fixture edge{[](auto& x) { x.server.bounds.cast_ms_max = 5; }};
  edge.world.silent = true;
  CAF_CHECK_EQUAL(edge.post("/api/v1/vote", law_ballot()).status, 504U);
  CAF_CHECK(tells(edge.get("/metrics").body,
                  R"(scrutin_casts_total{outcome="outcome_unknown"} 1)"));
}

CAF_TEST(every route answers other verbs with 405 and what it allows) {
  edge_fixture edge;
  for (const auto* path : {"/api/v1/vote", "/api/v1/receipts", "/livez",
                           "/api/v1/stream", "/api/v1/results/L1", "/metrics",
                           "/api/v1/elections/3/regions/1/results"}) {
    auto posts = std::string{path}.find("vote") != std::string::npos
                 || std::string{path}.find("receipts") != std::string::npos;
    for (const auto* verb : {"PUT", "DELETE", "PATCH", "TRACE"}) {
      auto length = verb == std::string{"PUT"} ? "Content-Length: 0\r\n" : "";
      auto x = edge.exchange(std::string{verb} + " " + path
                             + " HTTP/1.1\r\nHost: a\r\n" + length + "\r\n");
      CAF_CHECK_EQUAL(x.status, 405U);
      CAF_CHECK_EQUAL(x.field("Allow"),
                      posts ? "POST, OPTIONS" : "GET, HEAD, OPTIONS");
      CAF_CHECK(x.field("Access-Control-Allow-Origin").empty());
    }
  }
}
