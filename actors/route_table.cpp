#include "actors/route_table.hpp"

#include <utility>

namespace scrutin {

void route_table::set(const std::string& node,
                      std::vector<partition_route> routes) {
  auto known = by_node_.find(node);
  if (known == by_node_.end() && routes.empty()) {
    return;
  }
  changed_ = true;
  if (routes.empty()) {
    by_node_.erase(known);
  } else {
    by_node_[node] = std::move(routes);
  }
}

std::vector<partition_route> route_table::merged() const {
  std::map<partition_id, const partition_route*> newest;
  for (const auto& [node, routes] : by_node_) {
    for (const auto& route : routes) {
      auto& known = newest[route.partition];
      if (known == nullptr || known->epoch < route.epoch) {
        known = &route;
      }
    }
  }
  std::vector<partition_route> all;
  all.reserve(newest.size());
  for (const auto& [partition, route] : newest) {
    all.push_back(*route);
  }
  return all;
}

} // namespace scrutin
