#include "cli/cluster_changes.hpp"

#include <map>

#include "cli/cluster_report.hpp"

namespace scrutin {

namespace {

constexpr auto gone = "gone";
constexpr auto unknown = "unknown";

std::map<std::string, std::string> states_of(const cluster_view& view,
                                             std::int64_t lease_ms) {
  std::map<std::string, std::string> states;
  for (const auto& x : view.members) {
    states[x.what.name] = state_of(x, lease_ms);
  }
  return states;
}

cluster_change node_change(const std::string& node, const std::string& was,
                           const std::string& state) {
  return {node + ": " + state + (was == unknown ? "" : ", was " + was),
          {{"event", "node"}, {"node", node}, {"state", state}, {"was", was}}};
}

std::string name_of(const std::string& owner) {
  return owner.empty() ? "nobody" : owner;
}

cluster_change partition_change(const partition_owner& x,
                                const std::string& was) {
  return {to_string(x.partition) + ": " + name_of(was) + " to "
            + name_of(x.owner) + ", epoch " + std::to_string(x.epoch),
          {{"event", "partition"},
           {"election_id", x.partition.election.value},
           {"region_id", x.partition.region.value},
           {"slice", x.partition.slice},
           {"epoch", x.epoch},
           {"owner", x.owner},
           {"was", was}}};
}

} // namespace

std::vector<cluster_change> changes_between(const cluster_view& before,
                                            const cluster_view& after,
                                            std::int64_t lease_ms) {
  std::vector<cluster_change> changes;
  auto old_states = states_of(before, lease_ms);
  auto new_states = states_of(after, lease_ms);
  for (const auto& [node, state] : new_states) {
    auto old = old_states.find(node);
    auto was = old == old_states.end() ? unknown : old->second;
    if (was != state) {
      changes.push_back(node_change(node, was, state));
    }
  }
  for (const auto& [node, state] : old_states) {
    if (new_states.count(node) == 0) {
      changes.push_back(node_change(node, state, gone));
    }
  }
  std::map<partition_id, partition_owner> owners;
  for (const auto& x : before.partitions) {
    owners.emplace(x.partition, x);
  }
  for (const auto& x : after.partitions) {
    auto old = owners.find(x.partition);
    auto was = old == owners.end() ? std::string{} : old->second.owner;
    auto epoch = old == owners.end() ? epoch_number{0} : old->second.epoch;
    if (was != x.owner || epoch != x.epoch) {
      changes.push_back(partition_change(x, was));
    }
  }
  return changes;
}

} // namespace scrutin
