// Goal: only a host that says so proves that nothing listens on a port.

#define CAF_SUITE port_probe
#include "caf/test/unit_test.hpp"

#include <chrono>
#include <string>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include "nodes/loopback_dialer.hpp"
#include "nodes/port_probe.hpp"

using namespace scrutin;
using boost::asio::ip::tcp;
using namespace std::chrono_literals;

CAF_TEST(a port that nobody listens on refuses) {
  auto port = std::to_string(free_loopback_port());
  CAF_CHECK(refuses_connections("127.0.0.1:" + port, 5s));
  CAF_CHECK(refuses_connections("localhost:" + port, 5s));
}

CAF_TEST(a port that somebody listens on does not refuse) {
  boost::asio::io_context io;
  tcp::acceptor listens{io, {boost::asio::ip::address_v4::loopback(), 0}};
  auto port = std::to_string(listens.local_endpoint().port());
  CAF_CHECK(!refuses_connections("127.0.0.1:" + port, 5s));
  // One address of several is enough.
  CAF_CHECK(!refuses_connections("localhost:" + port, 5s));
}

CAF_TEST(no answer is no refusal) {
  // Nobody accepts, and no more connections are kept waiting: further ones
  // hear nothing.
  boost::asio::io_context io;
  tcp::acceptor busy{io};
  busy.open(tcp::v4());
  busy.bind({boost::asio::ip::address_v4::loopback(), 0});
  busy.listen(0);
  std::vector<tcp::socket> waiting;
  waiting.reserve(8);
  for (int i = 0; i < 8; ++i) {
    waiting.emplace_back(io).async_connect(
      busy.local_endpoint(), [](const boost::system::error_code&) {});
  }
  auto port = std::to_string(busy.local_endpoint().port());
  CAF_CHECK(!refuses_connections("127.0.0.1:" + port, 20ms));
}

CAF_TEST(an address that is none is no refusal) {
  CAF_CHECK(!refuses_connections("", 1s));
  CAF_CHECK(!refuses_connections("127.0.0.1", 1s));
  CAF_CHECK(!refuses_connections("nobody.invalid:4711", 1s));
}
