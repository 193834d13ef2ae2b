#include "edge/session.hpp"

#include "edge/http_session.hpp"

namespace scrutin::edge {

void run_session(boost::asio::ip::tcp::socket socket, const address_bytes& peer,
                 session_surroundings& around, connection_list& list,
                 connection_ticket ticket) {
  auto session = std::make_shared<http_session<boost::asio::ip::tcp::socket>>(
    std::move(socket), peer, around, std::move(ticket));
  list.push_back(*session);
  session->start();
}

} // namespace scrutin::edge
