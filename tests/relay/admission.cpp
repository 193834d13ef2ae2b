// Goal: only nodes of the operator's authority, by name, get through a relay,
// in either role, and what is refused is logged with the reason.
// Method: real sockets on loopback against relays; the other side of each
// handshake is OpenSSL that shows what the test wants it to show.
#define CAF_SUITE admission
#include "tests/relay/relay_fixture.hpp"

#include "caf/test/unit_test.hpp"

#include <algorithm>
#include <iostream>
#include <thread>

#include <sys/resource.h>
#include <unistd.h>

#include "nodes/relay/loopback_owner.hpp"
#include "tests/fixtures/child_process.hpp"
#include "tests/fixtures/eventually.hpp"

using namespace scrutin;
using namespace scrutin::fixtures;
using namespace std::chrono_literals;

namespace {

struct fixture {
  test_authority authority;
  test_authority foreign;
  plain_listener basp;

  fixture() { keep_log(); }

  std::unique_ptr<tls_relay>
  listening(void (*change)(tls_relay_options&) = nullptr) {
    return start_relay("node-1", authority.certify("node-1"), basp.port(),
                       change);
  }

  /// Whether bytes of the local BASP come back to such a client.
  bool served(const tls_relay& relay, const crypted_setup& setup) const {
    crypted_end client{plain_end::connect(relay.port()), setup};
    if (!client.shake_hands_as_client()) {
      return false;
    }
    auto inside = basp.accept(300ms);
    return inside && inside->send("hello") && client.receive(5) == "hello"
           && client.send("answer") && inside->receive(6) == "answer";
  }
};

/// A peer that is no relay: shows what it is told to, once.
class odd_peer {
public:
  odd_peer(const crypted_setup& setup)
    : thread_([this, setup] {
        if (auto one = listener_.accept()) {
          crypted_end server{std::move(one), setup};
          server.shake_hands_as_server();
          server.receive(1);
        }
      }) {}
  ~odd_peer() { thread_.join(); }
  [[nodiscard]] std::string address() const {
    return "127.0.0.1:" + std::to_string(listener_.port());
  }

private:
  plain_listener listener_;
  std::thread thread_;
};

// Both ends of every connection are in this process.
void allow_descriptors() {
  rlimit x{};
  ::getrlimit(RLIMIT_NOFILE, &x);
  x.rlim_cur = x.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &x);
}

double processor_s() {
  rusage used{};
  ::getrusage(RUSAGE_SELF, &used);
  auto seconds = [](const timeval& x) {
    return static_cast<double>(x.tv_sec) + static_cast<double>(x.tv_usec) / 1e6;
  };
  return seconds(used.ru_utime) + seconds(used.ru_stime);
}

} // namespace

CAF_TEST_FIXTURE_SCOPE(admission_tests, fixture)

// -- who is let in ------------------------------------------------------------

CAF_TEST(a known node of the authority is let in) {
  auto relay = listening();
  CAF_CHECK(served(*relay, {authority.certify("node-2")}));
  CAF_CHECK(is_logged("relay_link_opened", "\"node-2\""));
}

CAF_TEST(a node of a foreign authority is refused) {
  auto relay = listening();
  CAF_CHECK(!served(*relay, {foreign.certify("node-2")}));
  CAF_CHECK(is_logged("relay_refuses", "unable to get local issuer"));
}

CAF_TEST(a node that nobody knows is refused) {
  auto relay = listening();
  CAF_CHECK(!served(*relay, {authority.certify("node-9")}));
  CAF_CHECK(is_logged("relay_refuses", "no node of that name is known here"));
}

CAF_TEST(an expired certificate is refused) {
  auto relay = listening();
  CAF_CHECK(!served(*relay, {authority.certify_expired("node-3")}));
  CAF_CHECK(is_logged("relay_refuses", "certificate has expired"));
}

CAF_TEST(a client without a certificate is refused) {
  auto relay = listening();
  CAF_CHECK(!served(*relay, {}));
  CAF_CHECK(is_logged("relay_refuses", "did not return a certificate"));
}

CAF_TEST(version 1_2 is refused) {
  auto relay = listening();
  CAF_CHECK(!served(*relay, {authority.certify("node-2"), TLS1_2_VERSION}));
  CAF_CHECK(is_logged("relay_refuses", "unsupported protocol"));
}

CAF_TEST(clear BASP on the port of the relay is refused) {
  auto relay = listening();
  auto client = plain_end::connect(relay->port());
  client->send(std::string(64, '\1'));
  CAF_CHECK(eventually([&] { return relay->census().half_open == 0; }, 10s));
  CAF_CHECK(!basp.accept(0ms));
  CAF_CHECK(served(*relay, {authority.certify("node-2")}));
}

CAF_TEST(a node whose BASP does not listen says so) {
  std::uint16_t closed_port = 0;
  { closed_port = plain_listener{}.port(); }
  auto relay = start_relay("node-1", authority.certify("node-1"), closed_port);
  crypted_end client{plain_end::connect(relay->port()),
                     {authority.certify("node-2")}};
  client.shake_hands_as_client();
  CAF_CHECK_EQUAL(client.receive(1), "");
  CAF_CHECK(is_logged("relay_refuses", "own BASP port"));
}

// -- whom it dials ------------------------------------------------------------

CAF_TEST(a peer of another name is not talked to) {
  auto here = listening();
  plain_listener there;
  auto other = start_relay("node-2", authority.certify("node-2"), there.port());
  auto port = here->add_peer("node-3", address_of(*other));
  CAF_REQUIRE(port.has_value());
  CAF_CHECK(plain_end::connect(*port)->ended(2s));
  CAF_CHECK(is_logged("relay_dial_failed", "its certificate is for node-2"));
  CAF_CHECK(!there.accept(0ms));
}

CAF_TEST(peers that are foreign or expired or dated are not talked to) {
  auto here = listening();
  auto tells = [&](const crypted_setup& setup, const std::string& why) {
    odd_peer peer{setup};
    auto port = here->add_peer("node-2", peer.address());
    auto ended = port && plain_end::connect(*port)->ended(2s);
    return ended && is_logged("relay_dial_failed", why);
  };
  CAF_CHECK(tells({foreign.certify("node-2")}, "unable to get local issuer"));
  CAF_CHECK(
    tells({authority.certify_expired("node-2")}, "certificate has expired"));
  // The same files, on whose time nobody looks here.
  CAF_CHECK(tells({authority.certify("node-2"), TLS1_2_VERSION}, "protocol"));
}

CAF_TEST(a dialling node learns that it was refused) {
  auto here = listening();
  plain_listener there;
  auto other = start_relay(
    "node-2", authority.certify("node-2"), there.port(),
    [](auto& x) { x.admits = [](const std::string&) { return false; }; });
  auto port = here->add_peer("node-2", address_of(*other));
  CAF_REQUIRE(port.has_value());
  CAF_CHECK(plain_end::connect(*port)->ended(2s));
  CAF_CHECK(is_logged("relay_dial_failed", "the other side refused"));
}

CAF_TEST(a peer that is silent or away costs two seconds at most) {
  auto here = listening();
  plain_listener silent;
  auto port =
    here->add_peer("node-2", "127.0.0.1:" + std::to_string(silent.port()));
  CAF_REQUIRE(port.has_value());
  CAF_CHECK(plain_end::connect(*port)->ended(3s));
  CAF_CHECK(is_logged("relay_dial_failed", "no handshake within 2000 ms"));
  std::uint16_t closed_port = 0;
  { closed_port = plain_listener{}.port(); }
  auto same =
    here->add_peer("node-2", "127.0.0.1:" + std::to_string(closed_port));
  CAF_REQUIRE(same.has_value());
  CAF_CHECK_EQUAL(*same, *port);
  CAF_CHECK(plain_end::connect(*port)->ended(1s));
  CAF_CHECK(is_logged("relay_dial_failed", "Connection refused"));
}

CAF_TEST(names and addresses of other forms make no peer) {
  auto here = listening();
  CAF_CHECK(!here->add_peer("Node", "127.0.0.1:1"));
  CAF_CHECK(!here->add_peer("node-2", "127.0.0.1"));
  here->remove_peer("node-2");
}

CAF_TEST(the port of a peer is for its own user only) {
  plain_listener somewhere;
  auto mine = plain_end::connect(somewhere.port());
  CAF_CHECK(!loopback_owner(1, somewhere.port()));
  if (::geteuid() != 0) {
    std::cout << "SKIPPED: admission: only root can try as another user\n";
    return;
  }
  auto here = listening();
  plain_listener there;
  auto other = start_relay("node-2", authority.certify("node-2"), there.port());
  auto port = here->add_peer("node-2", address_of(*other));
  CAF_REQUIRE(port.has_value());
  auto stranger = run_program(
    {"setpriv", "--reuid=65534", "--clear-groups", "bash", "-c",
     "exec 3<>/dev/tcp/127.0.0.1/" + std::to_string(*port) + "; cat <&3"});
  CAF_CHECK(is_logged("relay_dial_failed", "another user of this host"));
  CAF_CHECK(!there.accept(0ms));
}

// -- crowds -------------------------------------------------------------------

CAF_TEST(a thousand silent connections are closed in time at no cost) {
  allow_descriptors();
  auto relay = listening([](auto& x) { x.half_open_max = 2'000; });
  std::vector<std::unique_ptr<plain_end>> crowd;
  auto begun = std::chrono::steady_clock::now();
  for (int i = 0; i < 1'000; ++i) {
    crowd.push_back(plain_end::connect(relay->port()));
  }
  CAF_REQUIRE(
    eventually([&] { return relay->census().half_open >= 500; }, 10s));
  auto last = std::chrono::steady_clock::now();
  auto cpu = processor_s();
  auto all_ended = std::all_of(crowd.begin(), crowd.end(),
                               [](const auto& x) { return x->ended(5s); });
  auto used_s = processor_s() - cpu;
  auto now = std::chrono::steady_clock::now();
  CAF_MESSAGE("closed after "
              << std::chrono::duration_cast<std::chrono::milliseconds>(now
                                                                       - begun)
                   .count()
              << " ms, of processor time " << used_s * 1'000 << " ms");
  CAF_CHECK(all_ended);
  CAF_CHECK(now - last < 3s);
  CAF_CHECK(used_s < 0.5);
  CAF_CHECK(is_logged("relay_refuses", "no handshake within 2000 ms"));
}

CAF_TEST(a crowd without handshakes keeps no node out) {
  auto relay = listening([](auto& x) { x.half_open_max = 4; });
  std::vector<std::unique_ptr<plain_end>> crowd;
  for (int i = 0; i < 20; ++i) {
    crowd.push_back(plain_end::connect(relay->port()));
  }
  CAF_CHECK(served(*relay, {authority.certify("node-2")}));
  CAF_CHECK(crowd.front()->ended(0ms));
  CAF_CHECK(relay->census().half_open <= 4);
}

CAF_TEST_FIXTURE_SCOPE_END()
