#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "edge/services.hpp"

namespace scrutin::edge {

/// The HTTP API of a node (openapi.json says what it answers) on its own
/// threads. Casts go to the ingestion actor of the io thread that read them;
/// results and the states of elections are subscribed to.
class http_edge {
public:
  /// @param system: outlives the edge.
  http_edge(caf::actor_system& system, edge_options options,
            edge_services services);
  http_edge(const http_edge&) = delete;
  http_edge& operator=(const http_edge&) = delete;
  /// Stops.
  ~http_edge();

  /// @returns `bad_configuration`, `no_key` or `unavailable`; see server.
  result<void> start();
  [[nodiscard]] std::uint16_t port() const;
  /// The node's metrics now; for a metrics_port. From any thread, while
  /// started.
  [[nodiscard]] std::string metrics_text() const;

  /// After a supervisor has started one of them again; from any thread.
  void replace_ingestion(std::uint32_t thread, ingestion_actor by);
  void replace_results(results_actor by);
  void replace_catalog(catalog_actor by);
  void replace_administration(administration_actor by);

  /// The actors have ended for good, and nobody else will answer what waits.
  /// From any thread.
  void give_up();

  /// Accepts no more, answers what is in flight, and closes. Call it while
  /// the actors still answer, and not from an io thread.
  void stop();

private:
  struct state;
  std::unique_ptr<state> state_;
};

} // namespace scrutin::edge
