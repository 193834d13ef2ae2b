// Goal: when voting ends while people vote, every ballot is either in the box
// before the close, and stays acknowledged, or refused for good.
// Method: three real nodes on one PostgreSQL; crowds at all of them cast from
// shortly before closing time until after it, several times.
#define CAF_SUITE closing
#include "caf/test/unit_test.hpp"

#include <chrono>
#include <map>

#include "tests/fixtures/casting_crowd.hpp"
#include "tests/fixtures/eventually.hpp"
#include "tests/fixtures/postgresql_server.hpp"
#include "tests/fixtures/trial_election.hpp"

using namespace scrutin;
using namespace scrutin::fixtures;

namespace {

constexpr std::uint32_t voters = 9'000;
constexpr std::size_t connections = 4;
constexpr std::int64_t closes_in_s = 20;
constexpr auto patience = std::chrono::seconds{60};
using wall = std::chrono::system_clock;

// One election from shortly before its end.
class last_minute {
public:
  explicit last_minute(postgresql_server& database)
    : closes_at_(wall::now() + std::chrono::seconds{closes_in_s}),
      trial_(
        {"partition_voters = 1000\n" + law_document({-3'600, closes_in_s, 1})},
        voters,
        database.sections(database.connection(database.make_database()),
                          secrets_ / "password")) {
    for (std::size_t i = 0; i < voters; ++i) {
      record_.add_law_cast(trial_, i, i % 3 == 0 ? "non" : "oui");
    }
  }

  void start() {
    for (const std::string name : {"a", "b", "c"}) {
      nodes_[name] = std::make_unique<server_process>(
        trial_.config(), trial_.folder() / ("log-" + name),
        std::vector<std::string>{"cluster.node=" + name,
                                 "actors.scheduler_threads=2"});
    }
    for (const auto& [name, node] : nodes_) {
      CAF_REQUIRE(node->wait_ready());
    }
  }

  // Begins a second before the end; each node has a third of the voters.
  void cast_past_the_end() {
    CAF_REQUIRE(eventually(
      [&] { return wall::now() >= closes_at_ - std::chrono::seconds{1}; },
      patience));
    std::vector<std::unique_ptr<casting_crowd>> crowds;
    std::size_t first = 0;
    for (const auto& [name, node] : nodes_) {
      std::vector<std::size_t> places;
      for (auto i = first++; i < voters; i += nodes_.size()) {
        places.push_back(i);
      }
      crowds.push_back(std::make_unique<casting_crowd>(
        record_, places, node->at(), connections));
    }
    for (auto& crowd : crowds) {
      crowd->join();
    }
    CAF_CHECK(eventually(
      [&] {
        casting_crowd rest{
          record_, places_with(record_, {cast_fate::unknown, cast_fate::open}),
          nodes_["a"]->at(), connections};
        rest.join();
        return places_with(record_, {cast_fate::unknown, cast_fate::open})
          .empty();
      },
      patience));
  }

  void check() {
    auto says_closed = [&](const std::string& name) {
      return contents_of(trial_.folder() / ("log-" + name))
               .find(R"("state":"closed")")
             != std::string::npos;
    };
    CAF_CHECK(eventually(
      [&] { return says_closed("a") && says_closed("b") && says_closed("c"); },
      patience));
    auto accepted = record_.count(cast_fate::accepted);
    auto refused = record_.count(cast_fate::refused);
    CAF_CHECK(accepted > 0);
    CAF_CHECK(refused > 0);
    CAF_MESSAGE(accepted << " accepted, " << refused << " too late");
    // Whoever was too late stays so, at another node too.
    casting_crowd late{record_, places_with(record_, {cast_fate::refused}),
                       nodes_["b"]->at(), connections};
    late.join();
    CAF_CHECK_EQUAL(record_.count(cast_fate::accepted), accepted);
    CAF_CHECK_EQUAL(joined(faults_in_repeats(*nodes_["c"], record_)), "");
    for (const auto& [name, node] : nodes_) {
      CAF_CHECK_EQUAL(node->stop(), 0);
    }
    CAF_CHECK_EQUAL(joined(faults_in_box(trial_, record_)), "");
  }

private:
  wall::time_point closes_at_;
  temporary_folder secrets_;
  trial_election trial_;
  cast_ledger record_;
  std::map<std::string, std::unique_ptr<server_process>> nodes_;
};

} // namespace

CAF_TEST(voting ends while people vote and each of them knows for sure) {
  postgresql_server database;
  for (int round = 0; round < 3; ++round) {
    last_minute election{database};
    election.start();
    election.cast_past_the_end();
    election.check();
  }
}
