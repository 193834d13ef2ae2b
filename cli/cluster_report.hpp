#pragma once

#include <cstdint>
#include <string>

#include "cli/terminal.hpp"
#include "domain/cluster.hpp"

namespace scrutin {

/// What a node is, as an operator sees it: `joining` before its second
/// heartbeat, `live`, `draining`, or `silent` past its lease.
std::string state_of(const member_view& x, std::int64_t lease_ms);

/// Partitions whose owner is that node; an empty name: those of nobody.
std::size_t partitions_of(const cluster_view& view, const std::string& node);

/// Partitions that no live node owns.
std::size_t orphans_of(const cluster_view& view, std::int64_t lease_ms);

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
