// Goal: whatever fails, and whatever has failed before, an acknowledged ballot
// is counted once.
// Method: three real nodes, two PostgreSQL servers and Redis. Every kind of
// fault comes several times in random order (seed printed), each in the middle
// of a crowd's casts, and casting goes on while it lasts; at the end the
// clients' record is compared with the ballot box.
#define CAF_SUITE storm
#include "caf/test/unit_test.hpp"

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <iostream>
#include <map>
#include <random>

#include "tests/fixtures/eventually.hpp"
#include "tests/fixtures/http_client.hpp"
#include "tests/fixtures/redis_server.hpp"
#include "tests/fixtures/trial_cluster.hpp"

using namespace scrutin;
using namespace scrutin::fixtures;

namespace {

constexpr std::size_t times_each = 3;
constexpr std::size_t crowd_casts = 100;
constexpr auto patience = std::chrono::seconds{40};

enum class fault {
  node_killed,
  node_stopped_and_woken,
  node_told_to_end,
  first_database_killed,
  second_database_killed,
  redis_flushed,
  redis_killed,
};

const std::map<fault, const char*> names{
  {fault::node_killed, "a node is killed"},
  {fault::node_stopped_and_woken, "a node is stopped past its lease"},
  {fault::node_told_to_end, "a node is told to end"},
  {fault::first_database_killed, "the first database is killed"},
  {fault::second_database_killed, "the second database is killed"},
  {fault::redis_flushed, "Redis is flushed"},
  {fault::redis_killed, "Redis is killed"},
};

// Before the nodes' options, which name it.
struct second_server {
  postgresql_server second;
  std::string second_name = second.make_database();
  redis_server redis;
};

struct fixture : second_server, trial_cluster {
  fixture()
    : trial_cluster("127.0.0.1",
                    "further_connections = [\"" + second.connection(second_name)
                      + "\"]\nresolve_ms_max = 2000\n[actors]\n"
                        "cast_deadline_ms = 3000\n[redis]\naddress = \""
                      + redis.address() + "\"\npassword_file = \""
                      + redis.password_file().string()
                      + "\"\nsnapshot_ballots = 5\n") {
    CAF_REQUIRE(redis.running());
    const auto* given = std::getenv("SCRUTIN_TEST_SEED");
    auto seed = given != nullptr ? std::stoul(given) : std::random_device{}();
    std::cout << "SCRUTIN_TEST_SEED=" << seed << std::endl;
    random.seed(static_cast<std::mt19937::result_type>(seed));
  }

  std::vector<fault> shuffled_faults() {
    std::vector<fault> all;
    for (const auto& [kind, name] : names) {
      all.insert(all.end(), times_each, kind);
    }
    std::shuffle(all.begin(), all.end(), random);
    return all;
  }

  // While a crowd casts at one node, and one more voter after it.
  void befall(fault kind) {
    std::vector<std::string> order{"a", "b", "c"};
    std::shuffle(order.begin(), order.end(), random);
    const auto& victim = order[0];
    const auto& witness = order[1];
    auto places = unanswered();
    auto cut = std::min(places.size(), crowd_casts);
    rest_.assign(places.begin() + static_cast<std::ptrdiff_t>(cut),
                 places.end());
    places.resize(cut);
    accepted_ = places_with(record, {cast_fate::accepted});
    std::cout << names.at(kind) << ", at " << victim << std::endl;
    casting_crowd crowd{record, places, nodes[witness]->at(), connections};
    auto wanted = random() % (cut / 2 + 1);
    eventually([&] { return crowd.answered() >= wanted; }, patience);
    client_ = std::make_unique<http_client>(nodes[witness]->at());
    carry_out(kind, victim);
    crowd.join();
    CAF_CHECK(cast_until([&] {
      return owned_by("a") > 0 && owned_by("b") > 0 && owned_by("c") > 0;
    }));
  }

  void carry_out(fault kind, const std::string& victim) {
    switch (kind) {
    case fault::node_killed:
      nodes[victim]->kill();
      CAF_CHECK(cast_until([&] { return owned_by(victim) == 0; }));
      start_again(victim);
      return;
    case fault::node_stopped_and_woken:
      ::kill(nodes[victim]->pid(), SIGSTOP);
      CAF_CHECK(cast_until([&] { return owned_by(victim) == 0; }));
      ::kill(nodes[victim]->pid(), SIGCONT);
      return;
    case fault::node_told_to_end:
      nodes[victim]->terminate();
      CAF_CHECK(cast_until([&] { return owned_by(victim) == 0; }));
      CAF_CHECK(nodes[victim]->wait_end().has_value());
      start_again(victim);
      return;
    case fault::first_database_killed:
      database.kill();
      cast_some();
      database.start();
      return;
    case fault::second_database_killed:
      second.kill();
      cast_some();
      second.start();
      return;
    case fault::redis_flushed:
      CAF_CHECK_EQUAL(redis.ask({"FLUSHALL"}).out, "OK\n");
      return;
    case fault::redis_killed:
      redis.kill();
      cast_some();
      redis.start();
    }
  }

  void start_again(const std::string& node) {
    start(node);
    CAF_CHECK(nodes[node]->wait_ready());
  }

  template <class Condition>
  bool cast_until(Condition condition) {
    return eventually(
      [&] {
        cast_one();
        return condition();
      },
      patience);
  }

  void cast_some() {
    for (int i = 0; i < 5; ++i) {
      cast_one();
    }
  }

  // Somebody new, or the same as before: an accepted cast must stay accepted.
  // None of the crowd's.
  void cast_one() {
    if (!rest_.empty() && (accepted_.empty() || random() % 2 == 0)) {
      record.send(rest_.back(), *client_);
      rest_.pop_back();
    } else if (!accepted_.empty()) {
      record.send(accepted_[random() % accepted_.size()], *client_);
    }
  }

  std::mt19937 random;

private:
  std::vector<std::size_t> rest_;
  std::vector<std::size_t> accepted_;
  std::unique_ptr<http_client> client_;
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(storm_tests, fixture)

CAF_TEST(every fault several times in any order loses and doubles nothing) {
  start_all();
  for (auto kind : shuffled_faults()) {
    befall(kind);
  }
  auto in_storm = record.count(cast_fate::accepted);
  CAF_CHECK(in_storm > 0);
  std::cout << in_storm << " accepted in the storm, "
            << record.count(cast_fate::unknown) << " without an answer"
            << std::endl;
  cast_the_rest("a");
  check_at_the_end({"a", "b", "c"});
}

CAF_TEST_FIXTURE_SCOPE_END()
