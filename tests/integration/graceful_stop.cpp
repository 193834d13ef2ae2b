// Goal: a server that is told to stop answers what it has taken in; one that
// has too much to do says so and goes on; slow clients are in nobody's way.
// Method: SIGTERM under load, a low bound on casts in flight, connections that
// never finish their request.
#define CAF_SUITE graceful_stop
#include "caf/test/unit_test.hpp"

#include <atomic>
#include <iostream>
#include <memory>
#include <thread>

#include "tests/fixtures/casting_crowd.hpp"
#include "tests/fixtures/eventually.hpp"

using namespace scrutin;
using namespace scrutin::fixtures;

namespace {

constexpr std::chrono::seconds soon{30};

/// Casts that get 503 are cast again until they are in.
/// @returns how many answers were 503, and of those without Retry-After.
std::pair<std::size_t, std::size_t> insist(const trial_election& trial,
                                           std::uint16_t port,
                                           std::size_t casts,
                                           std::size_t connections) {
  std::atomic<std::size_t> next{0};
  std::atomic<std::size_t> refused{0};
  std::atomic<std::size_t> speechless{0};
  std::vector<std::thread> threads;
  for (std::size_t t = 0; t < connections; ++t) {
    threads.emplace_back([&] {
      http_client client{port};
      for (auto i = next++; i < casts; i = next++) {
        auto body = law_cast(trial.voters()[i], "oui");
        eventually(
          [&] {
            auto answer = client.post(law_route, body, "insisting");
            auto overloaded = answer && answer->result_int() == 503;
            refused += overloaded ? 1 : 0;
            speechless += overloaded && (*answer)["Retry-After"].empty();
            return answer && answer->result_int() == 202;
          },
          soon);
      }
    });
  }
  for (auto& thread : threads) {
    thread.join();
  }
  return {refused, speechless};
}

} // namespace

CAF_TEST(told to stop under load it answers what it took in) {
  constexpr std::size_t voters = 8'000;
  trial_election trial{{law_document()}, voters};
  cast_ledger record;
  for (std::size_t i = 0; i < voters; ++i) {
    record.add_law_cast(trial, i, "oui");
  }
  auto server = trial.serve({"http.threads=2"});
  casting_crowd crowd{record, places_with(record, {cast_fate::open}),
                      server->port(), 32};
  CAF_CHECK(eventually([&] { return crowd.answered() >= 500; }, soon));
  server->terminate();
  auto end = server->wait_end();
  crowd.join();
  CAF_REQUIRE(end);
  CAF_CHECK_EQUAL(end->code, 0);
  auto accepted = record.count(cast_fate::accepted);
  CAF_CHECK(accepted >= 500 && accepted < voters);
  // What has no answer came too late to be taken in: it is not in the box.
  for (auto& x : record.casts()) {
    if (x.fate == cast_fate::unknown) {
      x.fate = cast_fate::open;
    }
  }
  CAF_CHECK_EQUAL(joined(faults_in_box(trial, record)), "");
  server = trial.serve();
  CAF_CHECK_EQUAL(joined(faults_in_repeats(*server, record)), "");
}

CAF_TEST(a terminal that closes stops it in order) {
  trial_election trial{{law_document()}, 200};
  auto server = trial.serve();
  server->hang_up();
  auto end = server->wait_end();
  CAF_REQUIRE(end);
  CAF_CHECK_EQUAL(end->code, 0);
}

CAF_TEST(with too much to do it says so and goes on) {
  constexpr std::size_t voters = 4'000;
  trial_election trial{{law_document()}, voters};
  auto server =
    trial.serve({"http.threads=2", "actors.ingestion_in_flight_max=8",
                 "http.queued_casts_max=8"});
  auto [refused, speechless] = insist(trial, server->port(), voters, 64);
  std::cout << refused << " times overloaded" << std::endl;
  CAF_CHECK(refused > 0);
  CAF_CHECK_EQUAL(speechless, 0u);
  http_client client{server->port()};
  CAF_CHECK(eventually(
    [&] {
      auto answer = client.get("/api/v1/results/TRIAL-LAW");
      return answer
             && answer->body().find("\"total_votes\":" + std::to_string(voters))
                  != std::string::npos;
    },
    soon));
  CAF_CHECK_EQUAL(server->stop(), 0);
}

CAF_TEST(requests that are never finished are closed and hold nobody up) {
  trial_election trial{{law_document()}, 200};
  auto server =
    trial.serve({"http.header_timeout_ms=1000", "http.body_timeout_ms=1000",
                 "http.idle_timeout_ms=1000"});
  std::vector<std::unique_ptr<http_client>> slow;
  for (std::size_t i = 0; i < 300; ++i) {
    slow.push_back(std::make_unique<http_client>(server->port(), soon));
    CAF_CHECK(slow.back()->send(
      i % 3 == 0   ? "POST /api/v1/vote HTTP/1.1\r\nHost: loc"
      : i % 3 == 1 ? "POST /api/v1/vote HTTP/1.1\r\nHost: localhost\r\n"
                     "Content-Length: 100\r\n\r\n{"
                   : "P"));
  }
  auto [refused, speechless] = insist(trial, server->port(), 200, 4);
  CAF_CHECK_EQUAL(refused, 0u);
  for (auto& client : slow) {
    auto answer = client->receive();
    if (answer) {
      CAF_CHECK_EQUAL(answer->result_int(), 408u);
    }
    CAF_CHECK(!client->connected());
  }
  CAF_CHECK_EQUAL(server->stop(), 0);
}
