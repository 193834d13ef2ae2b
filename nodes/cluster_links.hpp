#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>

#include "config/node_options.hpp"
#include "domain/cluster.hpp"
#include "domain/result.hpp"
#include "nodes/loopback_dialer.hpp"
#include "nodes/relay/tls_relay.hpp"

namespace scrutin {

/// The ways between this node and the others: directly on one machine, by a
/// relay between machines. Any thread may ask.
class cluster_links {
public:
  /// @returns what tls_relay::start() returns.
  static result<std::unique_ptr<cluster_links>>
  open(const cluster_options& options);

  /// Where BASP is to listen, on 127.0.0.1.
  [[nodiscard]] std::uint16_t gate_port() const { return gate_port_; }
  /// Where the other nodes reach this one.
  [[nodiscard]] std::string address() const;
  /// Where on this machine the way to a node begins.
  [[nodiscard]] std::optional<endpoint> way_to(const member& node) const;
  /// From now on the members of that view may link, and nobody else.
  void follow(const cluster_view& view);

private:
  explicit cluster_links(const cluster_options& options);
  [[nodiscard]] bool admits(const std::string& node) const;

  cluster_options options_;
  std::uint16_t gate_port_;
  mutable std::mutex mutex_;
  std::set<std::string> members_;
  /// Null where all nodes are on one machine.
  std::unique_ptr<tls_relay> relay_;
};

/// The same links for a program beside the node: they listen on a free port.
cluster_options on_a_free_port(cluster_options x);

} // namespace scrutin
