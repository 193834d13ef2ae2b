#pragma once

#include <map>
#include <string>
#include <vector>

#include "protocol/actors.hpp"

namespace scrutin {

/// Which node serves what, as each says it; where two claim a partition, the
/// later epoch counts. Plain: knows no actor but as a value.
class route_table {
public:
  /// Replaces all routes of a node; none takes it out.
  void set(const std::string& node, std::vector<partition_route> routes);

  /// The routes that count, in the order of their partitions.
  [[nodiscard]] std::vector<partition_route> merged() const;

  /// Whether something was set since this was last asked.
  [[nodiscard]] bool take_changed() { return std::exchange(changed_, false); }

private:
  std::map<std::string, std::vector<partition_route>> by_node_;
  bool changed_ = false;
};

} // namespace scrutin
