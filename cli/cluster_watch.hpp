#pragma once

#include <cstdint>

#include "cli/terminal.hpp"
#include "storage/cluster_store.hpp"

namespace scrutin {

struct cluster_watch_options {
  std::int64_t lease_ms = 3'000;
  std::uint32_t interval_ms = 1'000;
  /// Looks before it ends; 0: none.
  std::uint32_t count = 0;
  print_format print = print_format::text;
};

/// Looks at a cluster again and again: on a terminal, its nodes and what
/// happened last; elsewhere, a line for each change. Goes on while the
/// authority is away, and says so.
exit_code watch_cluster(const terminal& at, const cluster_store& cluster,
                        const cluster_watch_options& options);

} // namespace scrutin
