#include "nodes/port_probe.hpp"

#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include "config/host_port.hpp"

namespace scrutin {

namespace net = boost::asio;
using tcp = net::ip::tcp;

bool refuses_connections(const std::string& at,
                         std::chrono::milliseconds patience) {
  auto where = parse_host_port(at);
  if (!where) {
    return false;
  }
  net::io_context io;
  boost::system::error_code failed;
  auto found =
    tcp::resolver{io}.resolve(where->host, std::to_string(where->port),
                              tcp::resolver::numeric_service, failed);
  if (failed || found.empty()) {
    return false;
  }
  std::size_t refusals = 0;
  tcp::socket socket{io};
  auto note_refusal = [&](const boost::system::error_code& before,
                          const tcp::endpoint&) {
    refusals += before == net::error::connection_refused ? 1 : 0;
    return true;
  };
  net::async_connect(
    socket, found, note_refusal,
    [&](const boost::system::error_code& last, const tcp::endpoint&) {
      refusals += last == net::error::connection_refused ? 1 : 0;
    });
  io.run_for(patience);
  return refusals == found.size();
}

} // namespace scrutin
