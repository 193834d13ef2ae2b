// Goal: two relays carry bytes as one connection would: all of them, held back
// where nobody takes them, and its end is seen at both ends at once.
#define CAF_SUITE carrying
#include "tests/relay/relay_fixture.hpp"

#include "caf/test/unit_test.hpp"

#include "tests/fixtures/eventually.hpp"

using namespace scrutin;
using namespace scrutin::fixtures;
using namespace std::chrono_literals;

namespace {

struct fixture {
  test_authority authority;
  plain_listener basp;
  std::unique_ptr<tls_relay> there;
  std::unique_ptr<tls_relay> here;
  std::uint16_t port = 0;
  std::unique_ptr<plain_end> near;
  std::unique_ptr<plain_end> far;

  fixture() {
    keep_log();
    there = start_relay("node-2", authority.certify("node-2"), basp.port());
    here = start_relay("node-1", authority.certify("node-1"), 1);
    auto added = here->add_peer("node-2", address_of(*there));
    CAF_REQUIRE(added.has_value());
    port = *added;
    link();
  }

  void link() {
    near = plain_end::connect(port);
    far = basp.accept();
    CAF_REQUIRE(far != nullptr);
    CAF_REQUIRE(near->send("x") && far->receive(1) == "x");
  }

  bool all_ended() const {
    return eventually(
      [this] { return here->census().open == 0 && there->census().open == 0; },
      3s);
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(carrying_tests, fixture)

CAF_TEST(a reset at either end is seen at the other at once) {
  near->reset();
  CAF_CHECK(far->ended(500ms));
  CAF_CHECK(all_ended());
  link();
  far->reset();
  CAF_CHECK(near->ended(500ms));
  CAF_CHECK(all_ended());
}

CAF_TEST(what was said before the end arrives) {
  const std::string last(100'000, 'z');
  CAF_CHECK(near->send(last));
  near->finish();
  CAF_CHECK_EQUAL(far->receive(last.size()).size(), last.size());
  CAF_CHECK(far->ended(500ms));
  link();
  CAF_CHECK(far->send(last));
  far->finish();
  CAF_CHECK_EQUAL(near->receive(last.size()).size(), last.size());
  CAF_CHECK(near->ended(500ms));
}

CAF_TEST(a side that takes nothing holds the other back) {
  const std::string part(256 * 1024, 'p');
  constexpr std::size_t bytes_max = 64U * 1024 * 1024;
  std::size_t sent = 0;
  std::size_t before = 1;
  // Until half a second brings no room any more.
  while (sent != before) {
    before = sent;
    eventually(
      [&] {
        sent += near->send_some(part);
        return sent != before;
      },
      500ms);
    if (sent >= bytes_max) {
      break;
    }
  }
  CAF_REQUIRE(sent < bytes_max);
  CAF_MESSAGE("held back after " << sent << " bytes");
  CAF_CHECK_EQUAL(far->receive(sent).size(), sent);
  CAF_CHECK(far->send("on") && near->receive(2) == "on");
}

CAF_TEST(an end is seen though the other side takes nothing) {
  const std::string part(256 * 1024, 'p');
  eventually([&] { return near->send_some(part) == 0; }, 5s);
  near->reset();
  CAF_CHECK(all_ended());
}

CAF_TEST(a peer that is removed loses its links and its port) {
  here->remove_peer("node-2");
  CAF_CHECK(near->ended(500ms));
  CAF_CHECK(far->ended(500ms));
  auto added = here->add_peer("node-2", address_of(*there));
  CAF_REQUIRE(added.has_value());
  port = *added;
  link();
  there->end_links_of("node-1");
  CAF_CHECK(near->ended(500ms));
}

CAF_TEST(a relay that goes away takes its links along) {
  there.reset();
  CAF_CHECK(near->ended(500ms));
  CAF_CHECK(far->ended(500ms));
}

CAF_TEST_FIXTURE_SCOPE_END()
