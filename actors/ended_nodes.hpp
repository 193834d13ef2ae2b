#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "domain/cluster.hpp"

namespace scrutin {

/// Nodes whose process is known to have ended while the authority still counts
/// their lease. Plain logic over what was handed in. Being wrong costs a
/// needless move and never a ballot: epochs keep two owners apart.
class ended_nodes {
public:
  void note(const std::string& name, incarnation_id incarnation) {
    noted_[name] = {incarnation, std::nullopt};
  }

  /// Shows them as silent in a view that is older than the note.
  void mark(cluster_view& view) const;

  /// The same in a view that the authority has just given. Forgets nodes that
  /// are there no more under that incarnation, and those it heard from twice
  /// since: once may be a heartbeat from before the end.
  void follow(cluster_view& view);

private:
  struct note_of_end {
    incarnation_id incarnation;
    /// As the first view after the note has them.
    std::optional<std::uint64_t> renewals;
  };

  std::map<std::string, note_of_end> noted_;
};

} // namespace scrutin
