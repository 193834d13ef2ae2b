#include "cli/load/api_client.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>
#include <boost/json/parse.hpp>
#include <boost/url/parse.hpp>
#include <chrono>

namespace scrutin::load {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using failure_code = boost::system::error_code;

namespace {

constexpr auto answer_within = std::chrono::seconds{10};
constexpr std::uint64_t document_bytes_max = 64 << 20;

/// One request and its answer, step by step.
struct exchange {
  asio::io_context io{1};
  beast::tcp_stream stream{io};
  beast::flat_buffer buffer;
  http::request<http::empty_body> request;
  http::response_parser<http::string_body> parser;
  failure_code outcome;

  void run(const asio::ip::tcp::endpoint& endpoint) {
    parser.body_limit(document_bytes_max);
    stream.expires_after(answer_within);
    stream.async_connect(endpoint, [this](failure_code ec) {
      if ((outcome = ec)) {
        return;
      }
      http::async_write(stream, request, [this](failure_code e, std::size_t) {
        if ((outcome = e)) {
          return;
        }
        http::async_read(stream, buffer, parser,
                         [this](failure_code last, std::size_t) {
                           outcome = last;
                           stream.close();
                         });
      });
    });
    io.run();
  }
};

} // namespace

result<server_address> parse_url(const std::string& url) {
  auto parsed = boost::urls::parse_uri(url);
  if (!parsed || parsed->scheme() != "http" || parsed->host().empty()
      || (!parsed->path().empty() && parsed->path() != "/")
      || parsed->has_query()) {
    return error{ec::malformed, "'" + url + "' is not http://host:port"};
  }
  std::string port{parsed->port()};
  return server_address{parsed->host_address(), port.empty() ? "80" : port};
}

result<asio::ip::tcp::endpoint> resolve(const server_address& server) {
  asio::io_context io;
  failure_code failure;
  auto found =
    asio::ip::tcp::resolver{io}.resolve(server.host, server.port, failure);
  if (failure || found.empty()) {
    return error{ec::unavailable,
                 server.authority() + ": " + failure.message()};
  }
  return found.begin()->endpoint();
}

result<boost::json::value> fetch_json(const server_address& server,
                                      const asio::ip::tcp::endpoint& endpoint,
                                      const std::string& target) {
  exchange x;
  x.request = {http::verb::get, target, 11};
  x.request.set(http::field::host, server.authority());
  x.request.set(http::field::user_agent, "scrutin-load");
  x.request.keep_alive(false);
  x.run(endpoint);
  if (x.outcome) {
    return error{ec::unavailable, target + ": " + x.outcome.message()};
  }
  const auto& answer = x.parser.get();
  if (answer.result() != http::status::ok) {
    return error{ec::unavailable,
                 target + ": status " + std::to_string(answer.result_int())};
  }
  failure_code failure;
  auto parsed = boost::json::parse(answer.body(), failure);
  if (failure) {
    return error{ec::malformed, target + ": " + failure.message()};
  }
  return parsed;
}

} // namespace scrutin::load
