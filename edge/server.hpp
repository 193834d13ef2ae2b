#pragma once

#include <boost/asio/io_context.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "domain/result.hpp"
#include "domain/surroundings.hpp"
#include "edge/exchange.hpp"
#include "edge/limits.hpp"
#include "edge/tls_context.hpp"

namespace scrutin::edge {

struct server_options {
  /// An IP address of this host.
  std::string address = "127.0.0.1";
  /// 0: any free one; see server::port().
  std::uint16_t port = 0;
  /// Each with its own event loop and application.
  std::uint32_t threads = 2;
  tls_files tls;
  limits bounds;
  /// For the Date field.
  wall_clock now;
};

/// @returns `bad_configuration`, naming what is out of range.
result<void> validate(const server_options& x);

/// Makes the application of one io thread, on that thread.
using application_factory = std::function<std::unique_ptr<application>(
  boost::asio::io_context& io, std::uint32_t thread)>;

/// An HTTP/1.1 server: one acceptor hands connections to the io threads in
/// turn, and a connection never leaves its thread. Nothing is shared between
/// threads but the census of connections.
class server {
public:
  server(server_options options, application_factory factory);
  server(const server&) = delete;
  server& operator=(const server&) = delete;
  /// Stops.
  ~server();

  /// @returns `bad_configuration`; `no_key` for TLS files; `unavailable` if
  /// the address cannot be listened on.
  result<void> start();

  /// The port listened on, once started.
  [[nodiscard]] std::uint16_t port() const;

  /// Runs `what` on an io thread, with its application; soon, unless that
  /// thread has ended. Safe from any thread.
  void on_thread(std::uint32_t thread, std::function<void(application&)> what);
  [[nodiscard]] std::uint32_t threads() const;
  /// Connections now. Safe from any thread.
  [[nodiscard]] std::uint32_t connections() const;

  /// Accepts no more, answers what is in flight (for `drain_ms_max` at most),
  /// closes, and ends the threads. From a thread that is not one of them.
  void stop();

private:
  struct state;
  std::unique_ptr<state> state_;
};

} // namespace scrutin::edge
