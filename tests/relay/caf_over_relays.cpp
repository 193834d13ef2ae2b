// Goal: actors of two nodes talk through two relays as if over one connection.
#define CAF_SUITE caf_over_relays
#include "tests/relay/relay_fixture.hpp"

#include "caf/test/unit_test.hpp"

#include <caf/actor_system.hpp>
#include <caf/actor_system_config.hpp>
#include <caf/event_based_actor.hpp>
#include <caf/io/middleman.hpp>
#include <caf/scoped_actor.hpp>

using namespace scrutin;
using namespace scrutin::fixtures;
using namespace std::chrono_literals;

namespace {

struct node_config : caf::actor_system_config {
  node_config() {
    load<caf::io::middleman>();
    set("scheduler.max-threads", 2);
    set("middleman.heartbeat-interval", caf::timespan{500ms});
    set("middleman.connection-timeout", caf::timespan{2'500ms});
  }
};

caf::behavior reverser() {
  return {[](std::string text) {
    return std::string{text.rbegin(), text.rend()};
  }};
}

} // namespace

CAF_TEST(a request and its reply pass through two relays) {
  keep_log();
  test_authority authority;
  node_config first_config;
  node_config second_config;
  caf::actor_system first{first_config};
  caf::actor_system second{second_config};
  auto served = second.spawn(reverser);
  auto basp_port = second.middleman().publish(served, 0, "127.0.0.1");
  CAF_REQUIRE(basp_port);
  auto there = start_relay("node-2", authority.certify("node-2"), *basp_port);
  auto here = start_relay("node-1", authority.certify("node-1"), 1);
  auto port = here->add_peer("node-2", address_of(*there));
  CAF_REQUIRE(port.has_value());
  auto remote = first.middleman().remote_actor("127.0.0.1", *port);
  CAF_REQUIRE(remote);
  {
    caf::scoped_actor self{first};
    auto ask = [&](const std::string& text) {
      std::string answer;
      self->request(*remote, 10s, text)
        .receive([&](std::string& x) { answer = std::move(x); },
                 [](const caf::error&) {});
      return answer;
    };
    CAF_CHECK_EQUAL(ask("scrutin"), "niturcs");
    const std::string large(900'000, 'l');
    CAF_CHECK(ask(large) == large);

    // The connection's end is the peer's end, at once.
    self->monitor(*remote);
    here->remove_peer("node-2");
    auto lost = false;
    self->receive([&](const caf::down_msg&) { lost = true; },
                  caf::after(1s) >> [] {});
    CAF_CHECK(lost);
  }
  caf::anon_send_exit(served, caf::exit_reason::user_shutdown);
  served = nullptr;
}
