#include <boost/asio/ssl/stream.hpp>
#include <boost/beast/ssl/ssl_stream.hpp>

#include "edge/http_session.hpp"

namespace scrutin::edge {

void run_tls_session(boost::asio::ip::tcp::socket socket,
                     boost::asio::ssl::context& tls, const address_bytes& peer,
                     session_surroundings& around, connection_list& list,
                     connection_ticket ticket) {
  using stream = boost::beast::ssl_stream<boost::asio::ip::tcp::socket>;
  auto session = std::make_shared<http_session<stream>>(
    stream{std::move(socket), tls}, peer, around, std::move(ticket));
  list.push_back(*session);
  session->start();
}

} // namespace scrutin::edge
