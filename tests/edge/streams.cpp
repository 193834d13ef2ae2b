#define CAF_SUITE streams

#include "tests/edge/edge_fixture.hpp"

#include "caf/test/unit_test.hpp"

using namespace scrutin;
using namespace scrutin::fixtures;

namespace {

contest_report turnout_of(std::uint32_t region, std::uint64_t turnout) {
  contest_report x;
  x.contest = {{3}, {region}};
  x.eligible = 1'000'000;
  x.turnout = turnout;
  return x;
}

std::string asking(const std::string& fields = {}) {
  return "GET /api/v1/stream?election=3 HTTP/1.1\r\nHost: a\r\n" + fields
         + "\r\n";
}

// Waits for the first snapshot that knows the states of elections: after it,
// the view changes only by what a test publishes.
void settle(edge_fixture& edge) {
  std::string seen;
  while (seen.find("\"state\":\"open\"") == std::string::npos) {
    raw_client client{edge.port()};
    client.send(asking());
    client.receive_until("data: ");
    seen = client.receive_until("}\n\n");
  }
}

// @returns the id of the event that tells of that turnout.
std::string id_of(raw_client& client, const std::string& turnout) {
  auto text = client.receive_until("\"turnout\":" + turnout);
  client.receive_until("}\n\n");
  auto at = text.rfind("\nid: ") + 5;
  return text.substr(at, text.find('\n', at) - at);
}

} // namespace

CAF_TEST(a client that comes back gets what it missed and no snapshot) {
  edge_fixture edge;
  settle(edge);
  raw_client first{edge.port()};
  first.send(asking());
  first.receive_until("event: snapshot");
  edge.world.publish({1, {turnout_of(1, 11)}});
  auto known = id_of(first, "11");
  edge.world.publish({2, {turnout_of(2, 22)}});
  id_of(first, "22");
  raw_client again{edge.port()};
  again.send(asking("Last-Event-ID: " + known + "\r\n"));
  auto missed = again.receive_until("\"turnout\":22");
  CAF_CHECK(missed.find("snapshot") == std::string::npos);
  CAF_CHECK(missed.find("\"turnout\":11") == std::string::npos);
  raw_client foreign{edge.port()};
  foreign.send(asking("Last-Event-ID: abcdef-0-1\r\n"));
  CAF_CHECK(foreign.receive_until("\"turnout\":22").find("event: snapshot")
            != std::string::npos);
}

// Goal: a client that does not read costs one message, not a queue. Method:
// publish more than the buffers of a connection hold.
CAF_TEST(a client that fell behind gets a snapshot) {
  edge_fixture edge{[](auto& x) {
    x.server.bounds.write_ms_max = 3'600'000;
    x.server.bounds.drain_ms_max = 1;
    x.rates.enabled = false;
  }};
  settle(edge);
  raw_client client{edge.port()};
  client.send("GET /api/v1/stream HTTP/1.1\r\nHost: a\r\n\r\n");
  client.receive_until("event: snapshot");
  client.receive_until("}\n\n");
  constexpr std::uint64_t updates = 4'000;
  for (std::uint64_t i = 1; i <= updates; ++i) {
    results_update all{i, {}};
    for (std::uint32_t election = 2; election <= 4; ++election) {
      for (std::uint32_t region = 1; region <= 2; ++region) {
        auto x = turnout_of(region, i);
        x.contest.election = {election};
        x.votes_released = true;
        all.contests.push_back(x);
      }
    }
    edge.world.publish(all);
  }
  auto last = "\"turnout\":" + std::to_string(updates);
  while (edge.get("/api/v1/elections/3/regions/1/results").body.find(last)
         == std::string::npos) {
  }
  auto text = client.receive_until(last);
  CAF_CHECK(text.find("event: snapshot") != std::string::npos);
  auto figures = edge.get("/metrics").body;
  CAF_CHECK(figures.find("\nscrutin_event_stream_drops_total 0\n")
            == std::string::npos);
}

CAF_TEST(a HEAD of the stream has an end and the connection goes on) {
  edge_fixture edge;
  raw_client client{edge.port()};
  client.send("HEAD /api/v1/stream HTTP/1.1\r\nHost: a\r\n\r\n"
              "GET /livez HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
  auto head = client.receive_until("\r\n\r\n");
  CAF_CHECK(head.find("200 OK") != std::string::npos);
  CAF_CHECK(head.find("text/event-stream") != std::string::npos);
  auto next = client.receive_until("\r\n");
  CAF_CHECK_EQUAL(next, "HTTP/1.1 200 OK\r\n");
}

CAF_TEST(a results actor that started anew is subscribed to) {
  edge_fixture edge;
  settle(edge);
  raw_client client{edge.port()};
  client.send(asking());
  client.receive_until("event: snapshot");
  edge.world.publish({1, {turnout_of(1, 11)}});
  id_of(client, "11");
  edge.world.forget_sinks();
  edge.restart_results();
  edge.world.publish({1, {turnout_of(1, 12)}});
  CAF_CHECK(!id_of(client, "12").empty());
}
