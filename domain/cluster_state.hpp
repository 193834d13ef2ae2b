#pragma once

#include <cstddef>
#include <string>

#include "domain/cluster.hpp"

namespace scrutin {

/// Not heard of for longer than its heartbeats count.
bool is_silent(const member_view& x, std::int64_t lease_ms);

/// What a node is, as an operator sees it: `joining` before its second
/// heartbeat, `live`, `draining`, or `silent` past its lease.
std::string state_of(const member_view& x, std::int64_t lease_ms);

/// `edge,results`: stable.
std::string roles_of(const member& x);

/// Partitions whose owner is that node; an empty name: those of nobody.
std::size_t partitions_of(const cluster_view& view, const std::string& node);

/// Partitions that no live node owns.
std::size_t orphans_of(const cluster_view& view, std::int64_t lease_ms);

} // namespace scrutin
