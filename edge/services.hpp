#pragma once

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "domain/election_directory.hpp"
#include "domain/surroundings.hpp"
#include "edge/rate_limit.hpp"
#include "edge/server.hpp"
#include "monitoring/metrics.hpp"
#include "protocol/type_ids.hpp"
#include "storage/limit_store.hpp"
#include "storage/results_outlet.hpp"

namespace scrutin::edge {

/// How the node is, for those who watch over it.
struct health_report {
  bool healthy = true;
  /// Whether casts would be taken now.
  bool ready = true;
  /// Part and state: `ballot_box`, `healthy`.
  std::vector<std::pair<std::string, std::string>> services;
};

/// What the edge stands on. All functions may be called from any io thread.
struct edge_services {
  directory_ptr elections;
  /// One for each io thread, where voters are served.
  std::vector<ingestion_actor> ingestion;
  /// Null while none is reached: the newest stay.
  results_actor results;
  catalog_actor catalog;
  /// Null: this edge answers nobody who administers.
  administration_actor administration;
  wall_clock now;
  monotonic_clock steady;
  random_source random;
  std::function<health_report()> health;
  std::shared_ptr<metrics> figures;
  /// Null: the limits are those of this node alone.
  std::shared_ptr<limit_store> shared_limits;
  /// What clients are hashed under; the same on nodes that share their limits.
  secret_key limiter_key;
  /// Null: results go to the API's readers only.
  std::shared_ptr<results_outlet> outlet;
};

struct edge_options {
  /// `now` is taken from the services.
  server_options server;
  rate_limits rates;
  /// False: health and metrics only, for those who watch over the node.
  bool serves_voters = true;
  /// Whether /metrics is a route of this edge; see metrics_port.
  bool serves_metrics = true;
  /// Whether the routes of the administration are there.
  bool administers = true;
  /// Addresses or networks (`10.0.0.0/8`) whose X-Forwarded-For counts.
  std::vector<std::string> trusted_proxies;
  /// `https://vote.example.org`: pages of these may call the API.
  std::vector<std::string> cors_origins;
};

} // namespace scrutin::edge
