#define CAF_SUITE limits

#include "edge/limits.hpp"

#include "caf/test/unit_test.hpp"

#include <chrono>
#include <random>

#include "tests/edge/edge_fixture.hpp"

using namespace scrutin;
using namespace scrutin::fixtures;

CAF_TEST(limits out of range are refused by name) {
  edge::limits x;
  CAF_CHECK(validate(x));
  x.idle_ms_max = 0;
  auto wrong = validate(x);
  CAF_REQUIRE(!wrong);
  CAF_CHECK(wrong.failure().detail.find("idle_ms_max") != std::string::npos);
}

CAF_TEST(a head that is too large gets 431 and the end) {
  edge_fixture edge;
  raw_client client{edge.port()};
  client.send("GET / HTTP/1.1\r\nHost: a\r\nX: " + std::string(9'000, 'x'));
  CAF_CHECK_EQUAL(client.receive().status, 431U);
  CAF_CHECK(client.ended());
}

CAF_TEST(a body that is too large gets 413 before it is sent) {
  edge_fixture edge;
  auto ask = [&edge](const std::string& path, const std::string& length) {
    raw_client client{edge.port()};
    client.send("POST " + path + " HTTP/1.1\r\nHost: a\r\nContent-Length: "
                + length + "\r\n\r\n");
    auto x = client.receive();
    CAF_CHECK_EQUAL(x.problem(), "too-large");
    return x.status;
  };
  CAF_CHECK_EQUAL(ask("/api/v1/vote", "16385"), 413U);
  CAF_CHECK_EQUAL(ask("/api/v1/vote", "999999999999999"), 413U);
  CAF_CHECK_EQUAL(ask("/api/v1/receipts", "1025"), 413U);
}

CAF_TEST(a slow head and a slow body get 408) {
  edge_fixture edge{[](auto& x) {
    x.server.bounds.header_ms_max = 10;
    x.server.bounds.body_ms_max = 10;
  }};
  raw_client head{edge.port()};
  head.send("GET /li");
  CAF_CHECK_EQUAL(head.receive().status, 408U);
  CAF_CHECK(head.ended());
  raw_client body{edge.port()};
  body.send("POST /api/v1/vote HTTP/1.1\r\nHost: a\r\nContent-Length: "
            "9\r\n\r\n{");
  CAF_CHECK_EQUAL(body.receive().status, 408U);
  CAF_CHECK(body.ended());
}

CAF_TEST(an idle connection is closed without a word) {
  edge_fixture edge{[](auto& x) { x.server.bounds.idle_ms_max = 10; }};
  raw_client fresh{edge.port()};
  CAF_CHECK(fresh.ended());
  raw_client used{edge.port()};
  used.send("GET /livez HTTP/1.1\r\nHost: a\r\n\r\n");
  CAF_CHECK_EQUAL(used.receive().status, 200U);
  CAF_CHECK(used.ended());
}

CAF_TEST(an address gets so many connections and no more) {
  edge_fixture edge{
    [](auto& x) { x.server.bounds.connections_per_address_max = 2; }};
  raw_client first{edge.port()};
  raw_client second{edge.port()};
  auto ask = "GET /livez HTTP/1.1\r\nHost: a\r\n\r\n";
  first.send(ask);
  second.send(ask);
  CAF_CHECK_EQUAL(first.receive().status, 200U);
  CAF_CHECK_EQUAL(second.receive().status, 200U);
  raw_client third{edge.port()};
  third.send(ask);
  CAF_CHECK_EQUAL(third.receive().status, 0U);
}

CAF_TEST(a client past its rate gets 429 and its standing) {
  edge_fixture edge{[](auto& x) { x.rates.requests_per_address_per_min = 2; }};
  CAF_CHECK_EQUAL(edge.get("/api/v1/laws").field("RateLimit-Policy"),
                  "\"requests\";q=2;w=60");
  CAF_CHECK_EQUAL(edge.get("/api/v1/laws").status, 200U);
  auto x = edge.get("/api/v1/laws");
  CAF_CHECK_EQUAL(x.status, 429U);
  CAF_CHECK_EQUAL(x.problem(), "rate-limited");
  CAF_CHECK(!x.field("Retry-After").empty());
  CAF_CHECK_EQUAL(x.field("Content-Language"), "fr");
  CAF_CHECK(x.body.find("trop de demandes") != std::string::npos);
  CAF_CHECK_EQUAL(edge.get("/livez").status, 200U);
}

CAF_TEST(requests sent ahead are answered in order) {
  edge_fixture edge;
  raw_client client{edge.port()};
  client.send(post_bytes("/api/v1/vote", law_ballot())
              + "GET /livez HTTP/1.1\r\nHost: a\r\n\r\n"
              + "HEAD /livez HTTP/1.1\r\nHost: a\r\n\r\n"
              + "GET /nothing HTTP/1.1\r\nHost: a\r\nConnection: "
                "close\r\n\r\n");
  CAF_CHECK_EQUAL(client.receive().status, 202U);
  CAF_CHECK_EQUAL(client.receive().body, "alive\n");
  auto head = client.receive(true);
  CAF_CHECK_EQUAL(head.field("Content-Length"), "6");
  CAF_CHECK_EQUAL(client.receive().status, 404U);
  CAF_CHECK(client.ended());
}

CAF_TEST(a body may come byte by byte and by invitation) {
  edge_fixture edge;
  auto bytes = post_bytes("/api/v1/vote", law_ballot());
  raw_client slow{edge.port()};
  for (char c : bytes) {
    slow.send(std::string(1, c));
  }
  CAF_CHECK_EQUAL(slow.receive().status, 202U);
  raw_client polite{edge.port()};
  auto asking =
    post_bytes("/api/v1/vote", law_ballot(), "Expect: 100-continue\r\n");
  auto head = asking.substr(0, asking.find("\r\n\r\n") + 4);
  polite.send(head);
  CAF_CHECK_EQUAL(polite.receive().status, 100U);
  polite.send(law_ballot());
  CAF_CHECK_EQUAL(polite.receive().status, 202U);
}

CAF_TEST(smuggling shapes get 400 and the end) {
  edge_fixture edge;
  for (const auto* fields :
       {"Transfer-Encoding: chunked\r\n", "Content-Length: 1\r\nHost: b\r\n",
        "Content-Length: 1\r\nContent-Length: 1\r\n", "",
        "Content-Length: 1\r\n X: y\r\n"}) {
    raw_client client{edge.port()};
    client.send("POST /api/v1/vote HTTP/1.1\r\nHost: a\r\n"
                + std::string{fields} + "\r\nGET /livez HTTP/1.1\r\n\r\n");
    CAF_CHECK_EQUAL(client.receive().status, 400U);
    CAF_CHECK(client.ended());
  }
}

// Goal: no request that is malformed anywhere is a fault of the server.
CAF_TEST(mangled requests over a socket get no 5xx) {
  auto seed = static_cast<std::uint64_t>(
    std::chrono::steady_clock::now().time_since_epoch().count());
  CAF_MESSAGE("seed " << seed);
  std::mt19937_64 random{seed};
  edge_fixture edge{[](auto& x) {
    x.server.bounds.header_ms_max = 1;
    x.server.bounds.body_ms_max = 1;
    x.server.bounds.sweep_ms = 1;
    x.rates.enabled = false;
  }};
  auto good = post_bytes("/api/v1/vote", law_ballot());
  for (int round = 0; round < 20'000; ++round) {
    auto bytes = good;
    for (auto changes = 1 + random() % 3; changes > 0; --changes) {
      bytes[random() % bytes.size()] = static_cast<char>(random());
    }
    auto x = edge.exchange(bytes);
    if (x.status >= 500) {
      CAF_ERROR("a status of " << x.status);
    }
  }
  CAF_CHECK_EQUAL(edge.get("/livez").status, 200U);
}
