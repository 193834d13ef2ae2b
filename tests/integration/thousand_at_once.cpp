// Goal: however many casts of one credential arrive at once, one is counted.
// Method: a thousand casts over forty connections, let go together: once under
// as many retry keys, once under one.
#define CAF_SUITE thousand_at_once
#include "caf/test/unit_test.hpp"

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <set>
#include <thread>

#include "tests/fixtures/cast_ledger.hpp"

using namespace scrutin;
using namespace scrutin::fixtures;

namespace {

constexpr std::size_t casts = 1'000;
constexpr std::size_t connections = 40;

/// Holds threads back until all have come.
class starting_line {
public:
  explicit starting_line(std::size_t runners) : missing_(runners) {}
  void wait() {
    std::unique_lock<std::mutex> lock{mutex_};
    --missing_;
    all_here_.notify_all();
    all_here_.wait(lock, [this] { return missing_ == 0; });
  }

private:
  std::mutex mutex_;
  std::condition_variable all_here_;
  std::size_t missing_;
};

/// Sends a thousand requests; each connection has all of its own on the way
/// before it reads the first answer.
/// @param retry_key: of the request with that number.
/// @returns a body each; empty where there was no answer.
template <class RetryKey>
std::vector<std::string> cast_at_once(const server_process& server,
                                      const std::string& body,
                                      RetryKey retry_key) {
  std::vector<std::string> bodies(casts);
  starting_line line{connections};
  std::vector<std::thread> threads;
  for (std::size_t t = 0; t < connections; ++t) {
    threads.emplace_back([&, t] {
      http_client client{server.port()};
      std::string requests;
      for (auto i = t; i < casts; i += connections) {
        std::string fields = "Content-Type: application/json\r\n";
        fields += "Idempotency-Key: " + std::string{retry_key(i)} + "\r\n";
        requests += http_request("POST", law_route, body, fields);
      }
      line.wait();
      client.send(requests);
      for (auto i = t; i < casts; i += connections) {
        auto answer = client.receive();
        bodies[i] = answer ? answer->body() : "";
      }
    });
  }
  for (auto& thread : threads) {
    thread.join();
  }
  return bodies;
}

std::size_t count_with(const std::vector<std::string>& bodies,
                       const std::string& status) {
  return static_cast<std::size_t>(
    std::count_if(bodies.begin(), bodies.end(), [&](const auto& body) {
      return field_of(body, "status") == status;
    }));
}

cast_ledger one_accepted(const trial_election& trial,
                         const std::vector<std::string>& bodies) {
  cast_ledger record;
  auto& x = record.casts().at(record.add_law_cast(trial, 0, "oui"));
  for (const auto& body : bodies) {
    if (field_of(body, "status") == "accepted") {
      x.fate = cast_fate::accepted;
      x.answer = body;
      x.tracking_code = field_of(body, "tracking_code");
    }
  }
  return record;
}

} // namespace

CAF_TEST(of a thousand casts under different keys one is accepted) {
  trial_election trial{{law_document()}, 10};
  auto server = trial.serve({"http.threads=2"});
  auto bodies =
    cast_at_once(*server, law_cast(trial.voters()[0], "oui"),
                 [](std::size_t i) { return "thousand-" + std::to_string(i); });
  CAF_CHECK_EQUAL(count_with(bodies, "accepted"), 1u);
  CAF_CHECK_EQUAL(count_with(bodies, "duplicate"), casts - 1);
  CAF_CHECK_EQUAL(server->stop(), 0);
  CAF_CHECK_EQUAL(joined(faults_in_box(trial, one_accepted(trial, bodies))),
                  "");
}

CAF_TEST(a thousand casts under one key get one answer) {
  trial_election trial{{law_document()}, 10};
  auto server = trial.serve({"http.threads=2"});
  auto bodies = cast_at_once(*server, law_cast(trial.voters()[0], "oui"),
                             [](std::size_t) { return "thousand-as-one"; });
  CAF_CHECK_EQUAL(count_with(bodies, "accepted"), casts);
  std::set<std::string> different{bodies.begin(), bodies.end()};
  CAF_CHECK_EQUAL(different.size(), 1u);
  CAF_CHECK_EQUAL(server->stop(), 0);
  CAF_CHECK_EQUAL(joined(faults_in_box(trial, one_accepted(trial, bodies))),
                  "");
}
