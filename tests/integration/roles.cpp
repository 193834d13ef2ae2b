// Goal: nodes do what their roles say, and one without the database joins by
// another and serves voters all the same, whichever of its hosts is killed.
// Method: a server of PostgreSQL, two hosts on it and a guest with neither
// connection nor password, linked under TLS; a crowd casts at the guest.
#define CAF_SUITE roles
#include "caf/test/unit_test.hpp"

#include "nodes/host_link.hpp"
#include "nodes/loopback_dialer.hpp"
#include "nodes/node_system.hpp"
#include "tests/fixtures/eventually.hpp"
#include "tests/fixtures/trial_cluster.hpp"

using namespace scrutin;
using namespace scrutin::fixtures;

namespace {

struct fixture : trial_cluster {
  std::string host_address =
    "127.0.0.1:" + std::to_string(free_loopback_port());

  // Two nodes with the database, which serve no voters; `e` may join by `a`.
  void start_hosts() {
    use_tls({"a", "b", "e", "f"});
    start("a", {"cluster.roles=validator,results", "cluster.guests=e",
                "cluster.listen=" + host_address});
    start("b", {"cluster.roles=validator,results", "cluster.guests=e"});
    for (const auto* node : {"a", "b"}) {
      if (!nodes[node]->wait_ready()) {
        CAF_FAIL(node << " is not ready: " << nodes[node]->log());
      }
    }
  }

  void start_edge(const std::string& host) {
    start("e", as_guest("edge", host + "@" + host_address));
  }

  // What a guest says that does not come to start.
  std::string refusal(const std::string& node,
                      const std::vector<std::string>& more = {}) {
    auto settings = as_guest("edge", "a@" + host_address);
    settings.insert(settings.end(), more.begin(), more.end());
    start(node, settings);
    auto end = nodes[node]->wait_end();
    CAF_REQUIRE(end);
    CAF_CHECK(end->code != 0);
    return nodes[node]->last_line();
  }
};

bool holds(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

} // namespace

CAF_TEST_FIXTURE_SCOPE(roles_tests, fixture)

CAF_TEST(a guest without the database serves voters while its host is killed) {
  start_hosts();
  start_edge("a");
  if (!nodes["e"]->wait_ready()) {
    CAF_FAIL("e is not ready: " << nodes["e"]->log());
  }
  http_client at_host{nodes["b"]->port()};
  auto none = at_host.post(law_route, law_cast(trial.voters()[0], "oui"), "k");
  CAF_REQUIRE(none);
  CAF_CHECK_EQUAL(none->result_int(), 404u);
  casting_crowd crowd{record, unanswered(), nodes["e"]->port(), connections};
  wait_for(crowd, voters / 2);
  nodes["a"]->kill();
  wait_for(crowd, voters);
  crowd.send_home();
  crowd.join();
  cast_the_rest("e");
  CAF_CHECK_EQUAL(owned_by("e"), 0);
  http_client reader{nodes["e"]->port()};
  auto all = "\"total_votes\":" + std::to_string(voters);
  CAF_CHECK(eventually(
    [&] {
      auto seen = reader.get("/api/v1/results/TRIAL-LAW");
      return seen && holds(seen->body(), all);
    },
    std::chrono::seconds{20}));
  // The other host writes its heartbeats now.
  CAF_CHECK(eventually(
    [&] {
      auto listed = run_program({scrutin_program(), "node", "ls", "-o", "json",
                                 "--config", trial.config()});
      return holds(listed.out, R"("node":"e","state":"live")");
    },
    std::chrono::seconds{20}));
  CAF_CHECK_EQUAL(joined(faults_in_repeats(*nodes["e"], record)), "");
  CAF_CHECK_EQUAL(nodes["e"]->stop(), 0);
  CAF_CHECK_EQUAL(nodes["b"]->stop(), 0);
  CAF_CHECK_EQUAL(joined(faults_in_box(trial, record)), "");
}

CAF_TEST(results are heard of by whoever subscribes as an actor) {
  start_hosts();
  start_edge("a");
  CAF_REQUIRE(nodes["e"]->wait_ready());
  auto watch = [&](const std::string& node) {
    std::vector<std::string> words{
      scrutin_program(), "results",      "watch",  "--node", node,
      "--config",        trial.config(), "--once", "-o",     "json"};
    for (const auto& setting : link_settings("e")) {
      words.insert(words.end(), {"--set", setting});
    }
    return run_program(words);
  };
  cast_the_rest("e");
  auto all = "\"total_votes\":" + std::to_string(voters);
  CAF_CHECK(eventually(
    [&] {
      auto seen = watch("a@" + host_address);
      return seen.end.code == 0 && holds(seen.out, R"({"event":"snapshot")")
             && holds(seen.out, all);
    },
    std::chrono::seconds{20}));
  auto wrong = watch("b@" + host_address);
  CAF_CHECK_EQUAL(wrong.end.code, 5);
  CAF_CHECK(holds(wrong.err, "its certificate is for a"));
  for (const auto* node : {"e", "a", "b"}) {
    CAF_CHECK_EQUAL(nodes[node]->stop(), 0);
  }
}

CAF_TEST(who may not join is told why) {
  start_hosts();
  CAF_CHECK(holds(refusal("f"), "no host answers"));
  CAF_CHECK(
    holds(contents_of(log_of("a")), R"("event":"relay_refuses","node":"f")"));
  auto key = secrets / "other.key";
  CAF_REQUIRE_EQUAL(
    run_program({scrutin_program(), "keys", "init", key.string()}).end.code, 0);
  CAF_CHECK(holds(refusal("e", {"keys.master_key_file=" + key.string()}),
                  "master key"));
  CAF_CHECK(
    holds(refusal("e", {"cluster.join=b@" + host_address}), "no host answers"));
  CAF_CHECK(holds(contents_of(log_of("e")), "its certificate is for a"));
  auto lone = trial_election{{law_document()}, 10};
  CAF_CHECK(holds(refusal("e", {"elections_directory="
                                + lone.options().elections_directory.string()}),
                  "has no document here"));
  for (const auto* node : {"a", "b"}) {
    CAF_CHECK_EQUAL(nodes[node]->stop(), 0);
  }
}

CAF_TEST(a program of another version is told so by a node) {
  auto port = std::to_string(free_loopback_port());
  start("a", {"cluster.port=" + port, "cluster.guests=e"});
  CAF_REQUIRE(nodes["a"]->wait_ready());
  node_system_config config{1, true};
  caf::actor_system system{config};
  auto dialer = spawn_dialer(system, way_on_loopback);
  host_link link{system, dialer, {{"a", "127.0.0.1:" + port}}};
  auto neighbour =
    link.ask<elections_offer>(elections_wanted{"e", protocol_version + 1});
  CAF_CHECK(neighbour && neighbour->elections.size() == 2);
  auto refused =
    link.ask<elections_offer>(elections_wanted{"e", protocol_version + 2});
  CAF_CHECK(!refused);
  CAF_CHECK(holds(refused.failure().detail,
                  "only neighbouring versions work together"));
  auto unheard = link.ask<results_here>(results_wanted{protocol_version + 2});
  CAF_CHECK(!unheard);
  // A node in the database that greets in another format.
  {
    caf::scoped_actor self{system};
    member of_a;
    of_a.name = "a";
    of_a.address = "127.0.0.1:" + port;
    gate_actor gate;
    self->request(dialer, std::chrono::seconds{5}, dial_node{of_a})
      .receive([&](node_dialled& x) { gate = std::move(x.gate); },
               [](const caf::error&) {});
    CAF_REQUIRE(gate);
    incarnation_id some;
    some.data.fill(1);
    self->send(gate, greet_node{protocol_version + 2, "old", some, {}, true});
    auto said = [&] {
      return holds(contents_of(log_of("a")),
                   R"("event":"peer_refused","node":"old","version":)"
                     + std::to_string(protocol_version + 2));
    };
    CAF_CHECK(eventually(said, std::chrono::seconds{20}));
  }
  caf::anon_send_exit(dialer, caf::exit_reason::user_shutdown);
  CAF_CHECK_EQUAL(nodes["a"]->stop(), 0);
}

CAF_TEST_FIXTURE_SCOPE_END()
