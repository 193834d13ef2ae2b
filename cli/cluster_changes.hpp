#pragma once

#include <string>
#include <vector>

#include <boost/json.hpp>

#include "domain/cluster.hpp"

namespace scrutin {

/// Something that happened between two looks at a cluster.
struct cluster_change {
  /// `b: live, was silent`
  std::string text;
  /// `{"event": "node", …}` or `{"event": "partition", …}`.
  boost::json::object json;
};

/// Nodes that came, went or changed their state, then partitions that have
/// another owner. Against an empty view, everything is new.
std::vector<cluster_change> changes_between(const cluster_view& before,
                                            const cluster_view& after,
                                            std::int64_t lease_ms);

} // namespace scrutin
