#define CAF_SUITE throttling

#include "tests/edge/edge_fixture.hpp"

#include "caf/test/unit_test.hpp"

using namespace scrutin;
using namespace scrutin::fixtures;

// Goal: guessing credentials is slow, and nobody who has the right one is
// refused for what others guessed. Method: the edge's monotonic clock is held
// still, and clients are told apart by X-Forwarded-For.

namespace {

constexpr const char* law_path = "/api/v1/vote";
constexpr const char* election_path = "/api/v1/elections/vote";
constexpr std::int64_t ms_ns = 1'000'000;

void behind_proxy(edge::edge_options& x) {
  x.trusted_proxies = {"127.0.0.1"};
  x.rates.failures_per_address_per_min = 2;
  x.rates.failures_per_nas_per_min = 2;
}

std::string from(const std::string& address) {
  return "X-Forwarded-For: " + address + "\r\n";
}

std::string ballot_of(const std::string& nas) {
  return R"({"nas":")" + nas
         + R"(","code":"ABC123","law_id":"L1","vote":"oui"})";
}

// Two wrong credentials of different voters from one address.
void use_up(edge_fixture& edge, const std::string& address) {
  edge.world.answer = verdict::unknown_credential;
  for (const auto* nas : {"100000001", "100000002"}) {
    auto x = edge.post(law_path, ballot_of(nas), from(address));
    CAF_REQUIRE_EQUAL(x.status, 202U);
  }
}

// A cast that waits for nobody: what was sent before it is taken in by then,
// because its answer comes by way of the thread's queue.
void catch_up(edge_fixture& edge) {
  auto x = edge.post(law_path, ballot_of("200000000"), from("203.0.113.9"));
  CAF_REQUIRE_EQUAL(x.status, 202U);
}

// A cast that the edge holds back, and the clock that lets it go.
http_answer hold_and_release(edge_fixture& edge, const std::string& path,
                             const std::string& body,
                             const std::string& address) {
  raw_client client{edge.port()};
  auto before = edge.world.casts().size();
  client.send(post_bytes(path, body, from(address)));
  auto other = edge.world.answer.exchange(verdict::accepted);
  catch_up(edge);
  edge.world.now_ns += 1'999 * ms_ns;
  catch_up(edge);
  CAF_CHECK_EQUAL(edge.world.casts().size(), before + 2);
  edge.world.answer = other;
  edge.world.now_ns += ms_ns;
  return client.receive();
}

} // namespace

CAF_TEST(the right credential from the address of a guesser is late but cast) {
  edge_fixture edge{behind_proxy};
  edge.world.now_ns = 1;
  use_up(edge, "192.0.2.1");
  edge.world.answer = verdict::accepted;
  auto x =
    hold_and_release(edge, law_path, ballot_of("300000000"), "192.0.2.1");
  CAF_CHECK_EQUAL(x.status, 202U);
  CAF_CHECK(x.json().at("status") == "accepted");
}

CAF_TEST(a wrong credential from the address of a guesser gets 429) {
  edge_fixture edge{behind_proxy};
  edge.world.now_ns = 1;
  use_up(edge, "192.0.2.1");
  auto x =
    hold_and_release(edge, law_path, ballot_of("300000000"), "192.0.2.1");
  CAF_CHECK_EQUAL(x.status, 429U);
  CAF_CHECK_EQUAL(x.problem(), "rate-limited");
  CAF_CHECK(!x.field("Retry-After").empty());
}

CAF_TEST(the owner of a guessed NAS is late but never locked out) {
  edge_fixture edge{behind_proxy};
  edge.world.now_ns = 1;
  edge.world.answer = verdict::unknown_credential;
  for (const auto* address : {"192.0.2.1", "198.51.100.1"}) {
    edge.post(law_path, ballot_of("400000000"), from(address));
  }
  edge.world.answer = verdict::accepted;
  auto x =
    hold_and_release(edge, law_path, ballot_of("400000000"), "192.0.3.1");
  CAF_CHECK_EQUAL(x.status, 202U);
  CAF_CHECK(x.json().at("status") == "accepted");
}

CAF_TEST(casts that are held back are bounded) {
  edge_fixture edge{[](auto& x) {
    behind_proxy(x);
    x.server.bounds.delayed_max = 1;
  }};
  edge.world.now_ns = 1;
  use_up(edge, "192.0.2.1");
  edge.world.answer = verdict::accepted;
  raw_client first{edge.port()};
  first.send(post_bytes(law_path, ballot_of("300000000"), from("192.0.2.1")));
  catch_up(edge);
  raw_client second{edge.port()};
  second.send(post_bytes(law_path, ballot_of("300000001"), from("192.0.2.1")));
  auto x = second.receive();
  CAF_CHECK_EQUAL(x.status, 503U);
  CAF_CHECK_EQUAL(x.problem(), "overloaded");
  auto figures = edge.get("/metrics").body;
  CAF_CHECK(figures.find("scrutin_casts_total{outcome=\"unavailable\"} 1")
            != std::string::npos);
  edge.world.now_ns += 2'000 * ms_ns;
  CAF_CHECK_EQUAL(first.receive().status, 202U);
}

CAF_TEST(without a delay nothing is held back) {
  edge_fixture edge{[](auto& x) {
    behind_proxy(x);
    x.server.bounds.delay_ms = 0;
  }};
  edge.world.now_ns = 1;
  use_up(edge, "192.0.2.1");
  CAF_CHECK_EQUAL(
    edge.post(law_path, ballot_of("300000000"), from("192.0.2.1")).status,
    429U);
  edge.world.answer = verdict::accepted;
  CAF_CHECK_EQUAL(
    edge.post(law_path, ballot_of("300000000"), from("192.0.2.1")).status,
    202U);
}

CAF_TEST(unknown credential and wrong region get the same bytes) {
  edge_fixture edge{[](auto& x) { x.rates.enabled = false; }};
  edge.world.answer = verdict::unknown_credential;
  auto ask = [&edge](const std::string& nas, int region) {
    return edge.post(election_path, R"({"nas":")" + nas
                                      + R"(","code":"ABC123","election_id":3,)"
                                      + R"("candidate_id":1,"region_id":)"
                                      + std::to_string(region) + "}");
  };
  auto unknown = ask("500000000", 1);
  auto elsewhere = ask("123456789", 2);
  CAF_CHECK_EQUAL(unknown.status, 400U);
  CAF_CHECK_EQUAL(unknown.head, elsewhere.head);
  CAF_CHECK_EQUAL(unknown.body, elsewhere.body);
}
