#pragma once

#include <functional>
#include <memory>

#include "config/node_options.hpp"
#include "domain/result.hpp"
#include "domain/surroundings.hpp"
#include "storage/attempt_store.hpp"
#include "storage/limit_store.hpp"
#include "storage/results_outlet.hpp"
#include "storage/snapshot_store.hpp"

namespace scrutin {

/// What nodes share beside the truth. All null where no Redis is named.
struct shared_services {
  std::shared_ptr<limit_store> limits;
  std::shared_ptr<results_outlet> outlet;
  /// A way to snapshots of partitions for each caller.
  std::function<std::unique_ptr<snapshot_store>()> open_snapshots;
  /// The same to counts of attempts.
  std::function<std::unique_ptr<attempt_store>()> open_attempts;
};

/// Prepares the use of the Redis server that the options name; it need not be
/// there yet.
/// @returns `no_key` where the password file may not be used.
result<shared_services> open_shared_services(const node_options& options,
                                             const monotonic_clock& steady);

} // namespace scrutin
