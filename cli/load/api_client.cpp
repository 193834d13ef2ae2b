#include "cli/load/api_client.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/json/parse.hpp>
#include <chrono>

#include "cli/http_client.hpp"

namespace scrutin::load {

namespace asio = boost::asio;

namespace {

constexpr auto answer_within = std::chrono::seconds{10};
constexpr std::uint64_t document_bytes_max = 64 << 20;

} // namespace

result<server_address> parse_url(const std::string& url) {
  auto parsed = parse_server_url(url);
  if (!parsed) {
    return parsed.failure();
  }
  if (parsed->tls || !parsed->base_path.empty()) {
    return error{ec::malformed, "'" + url + "' is not http://host:port"};
  }
  return server_address{parsed->host, parsed->port};
}

result<asio::ip::tcp::endpoint> resolve(const server_address& server) {
  asio::io_context io;
  boost::system::error_code failure;
  auto found =
    asio::ip::tcp::resolver{io}.resolve(server.host, server.port, failure);
  if (failure || found.empty()) {
    return error{ec::unavailable,
                 server.authority() + ": " + failure.message()};
  }
  return found.begin()->endpoint();
}

result<boost::json::value> fetch_json(const server_address& server,
                                      const std::string& target) {
  http_get request;
  request.server.host = server.host;
  request.server.port = server.port;
  request.target = target;
  request.timeout = answer_within;
  auto answer = open_http(request);
  if (!answer) {
    return answer.failure();
  }
  if ((*answer)->status() != 200) {
    return error{ec::unavailable,
                 target + ": status " + std::to_string((*answer)->status())};
  }
  std::string body;
  for (;;) {
    auto piece = (*answer)->read_some(answer_within);
    if (!piece) {
      return piece.failure();
    }
    if (piece->empty()) {
      break;
    }
    body += *piece;
    if (body.size() > document_bytes_max) {
      return error{ec::too_large, target};
    }
  }
  boost::system::error_code failure;
  auto parsed = boost::json::parse(body, failure);
  if (failure) {
    return error{ec::malformed, target + ": " + failure.message()};
  }
  return parsed;
}

} // namespace scrutin::load
