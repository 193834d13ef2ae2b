// Goal: an election that was held, through the front door: every ballot cast
// over HTTP, and the published result as it was recomputed by others.
// Method: credentials made by the program, PrefLib's ballots in mixed order
// over many connections, closing by the clock, the region's results.
#define CAF_SUITE real_election
#include "caf/test/unit_test.hpp"

#include <algorithm>
#include <atomic>
#include <iostream>
#include <random>
#include <thread>

#include <boost/json.hpp>

#include "domain/selection.hpp"
#include "tests/fixtures/cast_ledger.hpp"
#include "tests/fixtures/eventually.hpp"
#include "tests/fixtures/preflib.hpp"

using namespace scrutin;
using namespace scrutin::fixtures;

namespace {

namespace json = boost::json;

constexpr std::size_t connections = 96;
constexpr std::chrono::seconds soon{60};

struct expectation {
  std::string winner;
  std::int64_t winner_votes;
  std::int64_t runner_up_votes;
  std::size_t rounds;
};

std::string ranks_as_json(const ranking& x) {
  json::array ranks;
  for (const auto& rank : x.ranks) {
    json::array options;
    for (auto option : rank) {
      options.push_back(option.value);
    }
    ranks.push_back(std::move(options));
  }
  return json::serialize(ranks);
}

/// One text a ballot: ranks as JSON, or empty for a blank one.
std::vector<std::string> ballots_of(const preflib_contest& held) {
  std::vector<std::string> ballots;
  held.votes.for_each([&](const std::string& canonical, std::uint64_t count) {
    auto said = from_canonical(canonical);
    CAF_REQUIRE(said);
    const auto* ranked = std::get_if<ranking>(&*said);
    auto text = ranked == nullptr ? "" : ranks_as_json(*ranked);
    ballots.insert(ballots.end(), count, text);
  });
  return ballots;
}

/// Casts each ballot by the voter of its number.
/// @returns how many were accepted.
std::size_t cast_all(const trial_election& trial, std::uint16_t port,
                     const std::vector<std::string>& ballots) {
  std::atomic<std::size_t> next{0};
  std::atomic<std::size_t> accepted{0};
  std::vector<std::thread> threads;
  for (std::size_t t = 0; t < connections; ++t) {
    threads.emplace_back([&] {
      http_client client{port};
      for (auto i = next++; i < ballots.size(); i = next++) {
        const auto& who = trial.voters()[i];
        auto answer = client.post(
          council_route, ballots[i].empty() ? blank_council_cast(who)
                                            : council_cast(who, ballots[i]));
        accepted += answer && answer->result_int() == 202 ? 1 : 0;
      }
    });
  }
  for (auto& thread : threads) {
    thread.join();
  }
  return accepted;
}

json::object results_of(const server_process& server) {
  http_client client{server.port()};
  auto answer = client.get("/api/v1/elections/2/regions/1/results");
  return answer ? json::parse(answer->body()).as_object() : json::object{};
}

/// Moves the hour of closing to a moment from now, as an operator would: by
/// the document.
void close_soon(const trial_election& trial, std::uint32_t options) {
  trial_window window;
  window.closes_in_s = 2;
  window.grace_s = 0;
  trial.replace_document(council_code,
                         council_document(options, window, "exhaust"));
}

void check_result(const json::object& results, const preflib_contest& held,
                  const expectation& expected) {
  CAF_CHECK_EQUAL(results.at("total_votes").as_int64(),
                  static_cast<std::int64_t>(held.votes.total()));
  CAF_CHECK_EQUAL(results.at("blank").as_int64(),
                  static_cast<std::int64_t>(held.blank));
  auto elected = static_cast<std::uint32_t>(results.at("elected").as_int64());
  CAF_CHECK_EQUAL(held.options.at(elected), expected.winner);
  const auto& rounds = results.at("rounds").as_array();
  CAF_CHECK_EQUAL(rounds.size(), expected.rounds);
  std::vector<std::int64_t> last;
  for (const auto& option : rounds.back().at("votes").as_array()) {
    last.push_back(option.at("votes").as_int64());
  }
  std::sort(last.rbegin(), last.rend());
  CAF_REQUIRE(last.size() >= 2);
  CAF_CHECK_EQUAL(last[0], expected.winner_votes);
  CAF_CHECK_EQUAL(last[1], expected.runner_up_votes);
}

void hold(const preflib_contest& held, const expectation& expected) {
  auto options = static_cast<std::uint32_t>(held.options.size());
  auto ballots = ballots_of(held);
  auto seed = std::random_device{}();
  std::cout << "seed " << seed << std::endl;
  std::shuffle(ballots.begin(), ballots.end(), std::mt19937{seed});
  trial_election trial{{council_document(options, {}, "exhaust")},
                       static_cast<std::uint32_t>(ballots.size())};
  auto server = trial.serve({"log.level=info"});
  auto begun = std::chrono::steady_clock::now();
  CAF_CHECK_EQUAL(cast_all(trial, server->port(), ballots), ballots.size());
  std::chrono::duration<double> took = std::chrono::steady_clock::now() - begun;
  std::cout << ballots.size() << " ballots in " << took.count() << " s"
            << std::endl;
  CAF_CHECK_EQUAL(server->stop(), 0);

  CAF_MESSAGE("the hour of closing");
  close_soon(trial, options);
  server = trial.serve();
  CAF_CHECK(eventually(
    [&] {
      auto results = results_of(*server);
      return !results.empty() && results.at("state") == "closed"
             && results.at("closed").as_bool();
    },
    soon));
  check_result(results_of(*server), held, expected);
  CAF_CHECK_EQUAL(server->stop(), 0);
}

} // namespace

CAF_TEST(a village council comes out as counted by hand) {
  auto held = read_preflib("tests/fixtures/village.toi");
  CAF_REQUIRE(held);
  hold(*held, {"Brise", 50, 39, 3});
}

CAF_TEST(San Franciscos mayor of 2011 is elected again) {
  auto folder = preflib_folder();
  if (!folder) {
    std::cout << "SKIPPED: real_election: no PrefLib data in ../shared/data "
                 "or $SCRUTIN_TEST_DATA\n";
    CAF_CHECK(!folder);
    return;
  }
  auto held = read_preflib(*folder / "00021-00000011.toi");
  CAF_REQUIRE(held);
  CAF_REQUIRE_EQUAL(held->votes.total(), 194'530u);
  hold(*held, {"Ed Lee", 84'384, 57'125, 22});
}
