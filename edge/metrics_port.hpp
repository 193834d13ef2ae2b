#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "edge/server.hpp"

namespace scrutin::edge {

/// A server of its own for GET /metrics, so that those who watch a node need
/// not reach, and voters cannot read, what the other serves. Clear HTTP: it
/// belongs on an address that only the former reach.
class metrics_port {
public:
  /// @param text: the metrics now; called on the server's thread.
  metrics_port(std::string address, std::uint16_t port, wall_clock now,
               std::function<std::string()> text);

  /// @returns what server::start() returns.
  result<void> start() { return server_.start(); }
  [[nodiscard]] std::uint16_t port() const { return server_.port(); }
  void stop() { server_.stop(); }

private:
  server server_;
};

} // namespace scrutin::edge
