// Goal: with Redis, nodes share their rate limits and released results reach
// outside readers; without it each has limits of its own, and no ballot cares.
// Method: the real server and two nodes, killed and flushed on the way.
#define CAF_SUITE redis
#include "caf/test/unit_test.hpp"

#include <algorithm>
#include <memory>
#include <set>

#include "tests/fixtures/eventually.hpp"
#include "tests/fixtures/http_client.hpp"
#include "tests/fixtures/redis_server.hpp"
#include "tests/fixtures/trial_cluster.hpp"
#include "tests/fixtures/trial_election.hpp"

using namespace scrutin;
using namespace scrutin::fixtures;

namespace {

constexpr std::uint32_t voters = 60;
constexpr int quota = 600;
constexpr auto patience = std::chrono::seconds{30};

struct fixture {
  redis_server redis;
  trial_election trial{{law_document()}, voters};
  trial_election other{{law_document()}, 1};

  fixture() { CAF_REQUIRE(redis.running()); }

  /// Nodes share their limits where they have one master key.
  std::unique_ptr<server_process> serve(const trial_election& at) {
    return at.serve(
      {"rate_limit.enabled=true",
       "rate_limit.requests_per_address_per_min=" + std::to_string(quota),
       "keys.master_key_file=" + at.master_key().string(),
       "redis.address=" + redis.address(),
       "redis.password_file=" + redis.password_file().string()});
  }

  static std::string remaining(http_client& client) {
    auto answer = client.get("/api/v1/laws");
    CAF_REQUIRE(answer);
    return std::string{(*answer)["RateLimit"]};
  }
};

int number_after(const std::string& text, const std::string& mark) {
  auto at = text.find(mark);
  CAF_REQUIRE(at != std::string::npos);
  return std::stoi(text.substr(at + mark.size()));
}

/// Digits of a field of a flat JSON object; empty where it is not there.
std::string number_of(const std::string& json, const std::string& field) {
  auto mark = "\"" + field + "\":";
  auto at = json.find(mark);
  if (at == std::string::npos) {
    return {};
  }
  at += mark.size();
  return json.substr(at, json.find_first_not_of("0123456789", at) - at);
}

} // namespace

CAF_TEST_FIXTURE_SCOPE(redis_tests, fixture)

CAF_TEST(what a client takes at one node is missing at the other) {
  // One master key, two stores.
  std::filesystem::permissions(other.master_key(),
                               std::filesystem::perms::owner_all);
  std::filesystem::remove_all(other.data());
  std::filesystem::copy_file(trial.master_key(), other.master_key(),
                             std::filesystem::copy_options::overwrite_existing);
  std::filesystem::permissions(other.master_key(),
                               std::filesystem::perms::owner_read);
  auto first = serve(trial);
  auto second = other.start(
    {"rate_limit.enabled=true",
     "rate_limit.requests_per_address_per_min=" + std::to_string(quota),
     "redis.address=" + redis.address(),
     "redis.password_file=" + redis.password_file().string()});
  // Its roll went with its data: it is alive and opens nothing.
  CAF_REQUIRE(second->wait_ready_in_log());
  http_client here{first->port()};
  http_client there{second->port()};
  for (int i = 0; i < 400; ++i) {
    CAF_REQUIRE(here.get("/api/v1/laws"));
  }
  auto knows = [&] { return number_after(remaining(there), "r=") < 300; };
  CAF_CHECK(eventually(knows, patience));
  // Flushed, the other still knows what it learned.
  CAF_CHECK_EQUAL(redis.ask({"FLUSHALL"}).out, "OK\n");
  CAF_CHECK(knows());
  // Dead, each has its own limit, never none.
  redis.kill();
  auto refused = [&] {
    auto answer = there.get("/api/v1/laws");
    return answer && answer->result_int() == 429;
  };
  CAF_CHECK(eventually(refused, patience));
  auto away = [&] {
    return second->log().find("shared_limits_away") != std::string::npos;
  };
  CAF_CHECK(eventually(away, patience));
  CAF_CHECK_EQUAL(first->stop(), 0);
  CAF_CHECK_EQUAL(second->stop(), 0);
}

CAF_TEST(released results reach who subscribes and ballots never wait) {
  temporary_folder folder;
  child_process reader{redis.subscriber("scrutin:results"), folder / "out",
                       folder / "err"};
  auto subscribed = [&] {
    return redis.ask({"PUBSUB", "NUMSUB", "scrutin:results"}).out.find("\n1\n")
           != std::string::npos;
  };
  CAF_REQUIRE(eventually(subscribed, patience));
  auto server = serve(trial);
  http_client client{server->port()};
  auto cast_until = [&](std::size_t last) {
    for (static std::size_t next = 0; next < last; ++next) {
      auto answer =
        client.post(law_route, law_cast(trial.voters()[next], "oui"));
      CAF_REQUIRE(answer);
      CAF_CHECK(answer->body().find("accepted") != std::string::npos);
    }
  };
  // The law publishes every ballot.
  cast_until(30);
  auto told = [&](const std::string& votes) {
    auto out = contents_of(folder / "out");
    return out.find("\"total_votes\":" + votes) != std::string::npos
           && out.find(R"("state":"open")") != std::string::npos;
  };
  CAF_CHECK(eventually([&] { return told("30"); }, patience));
  // What nobody takes is told once somebody does, though nothing changes.
  CAF_CHECK_EQUAL(redis.ask({"ACL", "SETUSER", "default", "-publish"}).out,
                  "OK\n");
  cast_until(50);
  auto away = [&] {
    return server->log().find("results_channel_away") != std::string::npos;
  };
  CAF_CHECK(eventually(away, patience));
  CAF_CHECK_EQUAL(redis.ask({"ACL", "SETUSER", "default", "+publish"}).out,
                  "OK\n");
  CAF_CHECK(eventually([&] { return told("50"); }, patience));
  redis.kill();
  cast_until(voters);
  CAF_CHECK_EQUAL(server->stop(), 0);
}

CAF_TEST(a node that takes over begins with a snapshot or without one) {
  trial_cluster cluster;
  std::vector<std::string> settings{"redis.address=" + redis.address(),
                                    "redis.password_file="
                                      + redis.password_file().string(),
                                    "redis.snapshot_ballots=10"};
  cluster.start_all(settings);
  auto cast_until = [&](const std::string& node, std::size_t answers) {
    casting_crowd crowd{cluster.record, cluster.unanswered(),
                        cluster.nodes[node]->at(), trial_cluster::connections};
    trial_cluster::wait_for(crowd, answers);
    crowd.send_home();
    crowd.join();
  };
  auto snapshots = [&] {
    auto keys = redis.ask({"KEYS", "scrutin:snapshot:*"}).out;
    return std::count(keys.begin(), keys.end(), '\n');
  };
  auto kill_and_follow = [&](const std::string& node) {
    cluster.nodes[node]->kill();
    CAF_CHECK(
      eventually([&] { return cluster.owned_by(node) == 0; }, patience));
  };
  auto says = [&](const std::string& node, const std::string& event) {
    return contents_of(cluster.log_of(node)).find(event) != std::string::npos;
  };
  cast_until("a", 1'500);
  CAF_CHECK(eventually([&] { return snapshots() == 20; }, patience));
  kill_and_follow("b");
  cast_until("a", 500);
  CAF_CHECK(!says("a", "snapshot_refused") && !says("c", "snapshot_refused"));
  auto all = "local t = '' for _, k in ipairs(redis.call('KEYS', '*')) do "
             "t = t .. k .. (redis.pcall('GET', k) or '') end return t";
  auto held = redis.ask({"--raw", "EVAL", all, "0"}).out;
  CAF_CHECK(held.size() > 20'000);
  CAF_CHECK_EQUAL(joined(secrets_in(held, cluster.trial, cluster.record)), "");
  // Somebody at the Redis server mixes them up: another partition's, and noise.
  auto swap = "for _, k in ipairs(redis.call('KEYS', 'scrutin:snapshot:*')) do "
              "local v = redis.call('GET', k) "
              "redis.call('SET', k, string.sub(v, 1, -2) .. 'x') end";
  static_cast<void>(redis.ask({"EVAL", swap, "0"}));
  cluster.start("b", settings);
  CAF_CHECK(cluster.nodes["b"]->wait_ready());
  cluster.wait_for_shares({"b"});
  CAF_CHECK(
    eventually([&] { return says("b", "snapshot_refused"); }, patience));
  redis.kill();
  kill_and_follow("c");
  cast_until("a", 500);
  redis.start();
  cluster.cast_the_rest("a");
  cluster.check_at_the_end({"a", "b"});
}

CAF_TEST(attempts go on counting when partitions change owners) {
  constexpr std::size_t casts = 60;
  trial_cluster cluster;
  cluster.start_all({"redis.address=" + redis.address(),
                     "redis.password_file=" + redis.password_file().string()});
  http_client client{cluster.nodes["a"]->at()};
  auto try_all = [&](const std::string& key) {
    std::set<std::string> told;
    for (std::size_t i = 0; i < casts; ++i) {
      const auto& x = cluster.record.casts()[2 * i];
      auto answer =
        client.post(x.route, x.body, key.empty() ? x.retry_key : key);
      CAF_REQUIRE(answer);
      told.insert(number_of(answer->body(), "attempt_count"));
    }
    return told;
  };
  using all = std::set<std::string>;
  CAF_CHECK(try_all("") == all{""});
  CAF_CHECK(try_all("second") == all{"1"});
  CAF_CHECK(try_all("third") == all{"2"});
  auto counted = [&] {
    auto sum = "local n = 0 for _, k in ipairs(redis.call('KEYS', "
               "'scrutin:attempts:*')) do for _, v in "
               "ipairs(redis.call('HVALS', k)) do n = n + v end end return n";
    return redis.ask({"--raw", "EVAL", sum, "0"}).out == "120\n";
  };
  CAF_CHECK(eventually(counted, patience));
  auto kill_and_follow = [&](const std::string& node) {
    cluster.nodes[node]->kill();
    CAF_CHECK(
      eventually([&] { return cluster.owned_by(node) == 0; }, patience));
  };
  kill_and_follow("b");
  kill_and_follow("c");
  CAF_CHECK(try_all("fourth") == all{"3"});
  // Flushed and dead it costs the count of those before, and no answer.
  CAF_CHECK_EQUAL(redis.ask({"FLUSHALL"}).out, "OK\n");
  redis.kill();
  cluster.start("b");
  CAF_CHECK(cluster.nodes["b"]->wait_ready());
  cluster.wait_for_shares({"b"});
  auto told = try_all("fifth");
  CAF_CHECK(told == (all{"1", "4"}));
  CAF_CHECK_EQUAL(cluster.nodes["b"]->stop(), 0);
  CAF_CHECK_EQUAL(cluster.nodes["a"]->stop(), 0);
}

CAF_TEST_FIXTURE_SCOPE_END()
