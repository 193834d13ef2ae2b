#pragma once

#include <cstdint>
#include <string>

#include "cli/terminal.hpp"
#include "domain/cluster_state.hpp"

namespace scrutin {

/// One line a node, or JSON.
/// @param only: of that node alone; empty: all.
void print_nodes(const terminal& at, const cluster_view& view,
                 std::int64_t lease_ms, print_format format,
                 const std::string& only = {});

/// One line a partition, or JSON.
void print_partitions(const terminal& at, const cluster_view& view,
                      print_format format);

/// Nodes, partitions and what nobody serves, in one line, or JSON.
void print_cluster(const terminal& at, const cluster_view& view,
                   std::int64_t lease_ms, print_format format);

} // namespace scrutin
