#pragma once

#include <cstdint>

#include <caf/actor_system_config.hpp>

namespace scrutin {

/// How CAF is set up on every node.
struct node_system_config : caf::actor_system_config {
  /// @param threads: of the scheduler; 0: one a core.
  /// @param in_cluster: whether other nodes are talked to.
  node_system_config(std::uint32_t threads, bool in_cluster);
};

} // namespace scrutin
