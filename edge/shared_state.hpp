#pragma once

#include <atomic>
#include <cstdint>
#include <string>

#include "edge/client_address.hpp"
#include "edge/services.hpp"

namespace scrutin::edge {

/// What the io threads of one edge share.
struct shared_state {
  edge_services services;
  limits bounds;
  std::uint32_t threads = 1;
  rate_limiter limiter;
  proxy_list proxies;
  std::vector<std::string> cors_origins;
  bool serves_voters = true;
  bool serves_metrics = true;
  bool administers = true;
  /// Event streams now, of all threads.
  std::atomic<std::uint32_t> streams{0};
  /// Connections now; set once the server is there.
  std::function<std::uint32_t()> connections;
  /// Names this run of the edge in event ids: hexadecimal, random.
  std::string incarnation;
};

} // namespace scrutin::edge
