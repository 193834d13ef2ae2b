#include "cli/http_client.hpp"

#include <array>
#include <optional>
#include <type_traits>

#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/ssl.hpp>
#include <boost/url.hpp>

namespace scrutin {

namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using tcp = asio::ip::tcp;
using tls_stream = beast::ssl_stream<beast::tcp_stream>;
using failure_code = beast::error_code;

/// What both kinds of connection need besides their stream. Operations are
/// asynchronous ones run to their end, because only those have timeouts.
struct connection_parts {
  asio::io_context io;
  asio::ssl::context tls{asio::ssl::context::tls_client};
};

template <class Begin>
failure_code run(asio::io_context& io, Begin begin) {
  failure_code outcome;
  begin([&outcome](failure_code failure, auto&&...) { outcome = failure; });
  io.restart();
  io.run();
  return outcome;
}

error failed(const std::string& where, const failure_code& failure) {
  return {failure == beast::error::timeout ? ec::timed_out : ec::unavailable,
          where + ": " + failure.message()};
}

template <class Stream>
class streamed_body final : public http_body {
public:
  streamed_body(std::unique_ptr<connection_parts> parts,
                std::unique_ptr<Stream> stream, std::string name)
    : parts_(std::move(parts)), stream_(std::move(stream)),
      name_(std::move(name)) {
    parser_.body_limit(boost::none);
  }

  template <class Message>
  result<void> ask(const Message& request, std::chrono::seconds timeout) {
    auto& lowest = beast::get_lowest_layer(*stream_);
    lowest.expires_after(timeout);
    auto outcome = run(parts_->io, [&](auto done) {
      http::async_write(*stream_, request, done);
    });
    if (!outcome) {
      lowest.expires_after(timeout);
      outcome = run(parts_->io, [&](auto done) {
        http::async_read_header(*stream_, buffer_, parser_, done);
      });
    }
    return outcome ? result<void>{failed(name_, outcome)} : result<void>{};
  }

  [[nodiscard]] unsigned status() const override {
    return parser_.get().result_int();
  }

  result<std::string> read_some(std::chrono::seconds timeout) override {
    while (!parser_.is_done()) {
      auto& body = parser_.get().body();
      body.data = piece_.data();
      body.size = piece_.size();
      beast::get_lowest_layer(*stream_).expires_after(timeout);
      auto outcome = run(parts_->io, [&](auto done) {
        http::async_read_some(*stream_, buffer_, parser_, done);
      });
      if (outcome && outcome != http::error::need_buffer) {
        return failed(name_, outcome);
      }
      auto size = piece_.size() - body.size;
      if (size > 0) {
        return std::string{piece_.data(), size};
      }
    }
    return std::string{};
  }

private:
  std::unique_ptr<connection_parts> parts_;
  std::unique_ptr<Stream> stream_;
  std::string name_;
  beast::flat_buffer buffer_;
  http::response_parser<http::buffer_body> parser_;
  std::array<char, 16 * 1024> piece_{};
};

result<void> connect(beast::tcp_stream& stream, asio::io_context& io,
                     const http_get& request, const std::string& name) {
  failure_code failure;
  tcp::resolver resolver{io};
  auto found =
    resolver.resolve(request.server.host, request.server.port, failure);
  if (!failure) {
    stream.expires_after(request.timeout);
    failure = run(io, [&](auto done) { stream.async_connect(found, done); });
  }
  return failure ? result<void>{failed(name, failure)} : result<void>{};
}

result<void> trust(asio::ssl::context& tls, const std::string& authorities) {
  failure_code failure;
  tls.set_verify_mode(asio::ssl::verify_peer);
  if (authorities.empty()) {
    tls.set_default_verify_paths(failure);
  } else {
    tls.load_verify_file(authorities, failure);
  }
  return failure ? result<void>{failed(authorities, failure)} : result<void>{};
}

result<void> shake_hands(tls_stream& stream, asio::io_context& io,
                         const http_get& request, const std::string& name) {
  const auto& host = request.server.host;
  stream.set_verify_callback(asio::ssl::host_name_verification{host});
  // What the macro SSL_set_tlsext_host_name does, without its C cast.
  auto named =
    SSL_ctrl(stream.native_handle(), SSL_CTRL_SET_TLSEXT_HOSTNAME,
             TLSEXT_NAMETYPE_host_name, const_cast<char*>(host.c_str()));
  if (named != 1) {
    return error{ec::unavailable, name + ": not a host name"};
  }
  beast::get_lowest_layer(stream).expires_after(request.timeout);
  auto outcome = run(io, [&](auto done) {
    stream.async_handshake(asio::ssl::stream_base::client, done);
  });
  return outcome ? result<void>{failed(name, outcome)} : result<void>{};
}

template <class Message>
void address(Message& message, const http_get& request) {
  message.target(request.server.base_path + request.target);
  message.version(11);
  const auto& server = request.server;
  auto host = server.host.find(':') == std::string::npos
                ? server.host
                : "[" + server.host + "]";
  message.set(http::field::host, host + ":" + server.port);
  message.set(http::field::user_agent, "scrutin");
  for (const auto& [name, value] : request.headers) {
    message.set(name, value);
  }
}

http::request<http::empty_body> to_message(const http_get& request) {
  http::request<http::empty_body> message;
  message.method(http::verb::get);
  address(message, request);
  return message;
}

http::request<http::string_body> to_message(const http_post& request) {
  http::request<http::string_body> message;
  message.method(request.put ? http::verb::put : http::verb::post);
  address(message, request.to);
  message.set(http::field::content_type, request.content_type);
  message.body() = request.body;
  message.prepare_payload();
  return message;
}

const http_get& whereto(const http_get& request) {
  return request;
}

const http_get& whereto(const http_post& request) {
  return request.to;
}

/// @returns as connect() and its like; `timed_out` for whatever befell a POST
/// once it may have been sent.
template <class Stream, class Request>
result<std::unique_ptr<http_body>>
ask(std::unique_ptr<connection_parts> parts, std::unique_ptr<Stream> stream,
    const Request& request, const std::string& name) {
  constexpr auto changes = std::is_same_v<Request, http_post>;
  auto body = std::make_unique<streamed_body<Stream>>(std::move(parts),
                                                      std::move(stream), name);
  auto done = body->ask(to_message(request), whereto(request).timeout);
  if (!done) {
    return changes ? error{ec::timed_out, done.failure().detail}
                   : done.failure();
  }
  return std::unique_ptr<http_body>{std::move(body)};
}

/// A failure before anything was sent.
template <class Request>
error unsent(error failure) {
  if (std::is_same_v<Request, http_post>) {
    failure.code = ec::unavailable;
  }
  return failure;
}

template <class Request>
result<std::unique_ptr<http_body>> open(const Request& what) {
  const auto& request = whereto(what);
  auto name = request.server.host + ":" + request.server.port;
  auto parts = std::make_unique<connection_parts>();
  auto& io = parts->io;
  if (!request.server.tls) {
    auto stream = std::make_unique<beast::tcp_stream>(io);
    if (auto done = connect(*stream, io, request, name); !done) {
      return unsent<Request>(done.failure());
    }
    return ask(std::move(parts), std::move(stream), what, name);
  }
  if (auto done = trust(parts->tls, request.authorities_file); !done) {
    return unsent<Request>(done.failure());
  }
  auto stream = std::make_unique<tls_stream>(io, parts->tls);
  auto& lowest = beast::get_lowest_layer(*stream);
  if (auto done = connect(lowest, io, request, name); !done) {
    return unsent<Request>(done.failure());
  }
  if (auto done = shake_hands(*stream, io, request, name); !done) {
    return unsent<Request>(done.failure());
  }
  return ask(std::move(parts), std::move(stream), what, name);
}

} // namespace

result<server_url> parse_server_url(const std::string& text) {
  auto parsed = boost::urls::parse_uri(text);
  if (!parsed || parsed->host_address().empty() || parsed->has_query()
      || parsed->has_fragment() || parsed->has_userinfo()
      || (parsed->scheme() != "http" && parsed->scheme() != "https")) {
    return error{ec::malformed,
                 text + " is not an address such as http://127.0.0.1:8000"};
  }
  server_url url;
  url.tls = parsed->scheme() == "https";
  url.host = parsed->host_address();
  url.port = parsed->has_port() && !parsed->port().empty()
               ? std::string{parsed->port()}
             : url.tls ? "443"
                       : "80";
  url.base_path = std::string{parsed->encoded_path()};
  while (!url.base_path.empty() && url.base_path.back() == '/') {
    url.base_path.pop_back();
  }
  return url;
}

result<std::unique_ptr<http_body>> open_http(const http_get& request) {
  return open(request);
}

result<std::unique_ptr<http_body>> open_http(const http_post& request) {
  return open(request);
}

} // namespace scrutin
