#include "domain/cluster_state.hpp"

#include <algorithm>

namespace scrutin {

bool is_silent(const member_view& x, std::int64_t lease_ms) {
  return x.silent_ms > lease_ms;
}

std::string state_of(const member_view& x, std::int64_t lease_ms) {
  return is_silent(x, lease_ms) ? "silent"
         : x.draining           ? "draining"
         : x.renewals < 2       ? "joining"
                                : "live";
}

std::string roles_of(const member& x) {
  std::string text;
  auto add = [&](bool has, const char* name) {
    if (has) {
      text += (text.empty() ? "" : ",") + std::string{name};
    }
  };
  add(x.roles.edge, "edge");
  add(x.roles.validator, "validator");
  add(x.roles.results, "results");
  return text;
}

std::size_t partitions_of(const cluster_view& view, const std::string& node) {
  return static_cast<std::size_t>(
    std::count_if(view.partitions.begin(), view.partitions.end(),
                  [&](const partition_owner& x) { return x.owner == node; }));
}

std::size_t orphans_of(const cluster_view& view, std::int64_t lease_ms) {
  auto is_served = [&](const partition_owner& x) {
    return std::any_of(
      view.members.begin(), view.members.end(), [&](const member_view& node) {
        return node.what.name == x.owner && !is_silent(node, lease_ms);
      });
  };
  return static_cast<std::size_t>(
    std::count_if(view.partitions.begin(), view.partitions.end(),
                  [&](const partition_owner& x) { return !is_served(x); }));
}

} // namespace scrutin
