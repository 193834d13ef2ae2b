#include "nodes/node_system.hpp"

#include <algorithm>
#include <chrono>
#include <thread>

#include <caf/io/all.hpp>

#include "protocol/type_ids.hpp"

namespace scrutin {

namespace {

// How fast a silent node is noticed; the same on every node.
constexpr std::chrono::milliseconds peer_heartbeat{500};
constexpr std::chrono::milliseconds peer_silence_max{2500};

} // namespace

node_system_config::node_system_config(std::uint32_t threads, bool in_cluster) {
  add_message_types<caf::id_block::scrutin>();
  if (in_cluster) {
    load<caf::io::middleman>();
    set("middleman.heartbeat-interval", caf::timespan{peer_heartbeat});
    set("middleman.connection-timeout", caf::timespan{peer_silence_max});
  }
  set("scheduler.policy", caf::atom("sharing"));
  set("scheduler.max-throughput", 100);
  set("scheduler.max-threads",
      threads != 0 ? threads
                   : std::max(1U, std::thread::hardware_concurrency()));
}

} // namespace scrutin
