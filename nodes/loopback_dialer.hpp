#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>

#include <caf/actor_system.hpp>

#include "domain/cluster.hpp"
#include "protocol/type_ids.hpp"

namespace scrutin {

/// Where on this machine the way to another node begins: host and port.
using endpoint = std::pair<std::string, std::uint16_t>;

/// Finds the way to a node: what it says of itself where all nodes are on one
/// machine, a relay's local port where they are not. May block.
/// @returns nothing where there is none.
using way_to_node = std::function<std::optional<endpoint>(const member& to)>;

/// The way that a node's address names, if it leads nowhere but to this
/// machine: between nodes, bytes are not protected by CAF.
std::optional<endpoint> way_on_loopback(const member& to);

/// Spawns an actor, on a thread of its own, that connects to the gates of
/// other nodes.
dialer_actor spawn_dialer(caf::actor_system& system, way_to_node way);

/// A port of the loopback interface that is free now.
std::uint16_t free_loopback_port();

} // namespace scrutin
