#pragma once

#include <optional>
#include <string>
#include <vector>

#include "domain/election_directory.hpp"
#include "edge/results_view.hpp"

namespace scrutin::edge {

/// What a client of the stream wants to hear of; absent: all.
struct event_filter {
  std::optional<election_id> election;
  std::optional<region_id> region;

  [[nodiscard]] bool wants(election_id x) const {
    return !election || *election == x;
  }
  [[nodiscard]] bool wants(contest_id x) const {
    return wants(x.election) && (!region || *region == x.region);
  }
};

/// One event of the stream: its name and one JSON object.
struct stream_event {
  const char* name = "";
  std::string data;
};

/// Elections with their states and all their contests: how it is now.
stream_event snapshot_of(const election_directory& elections,
                         const results_view& view, const event_filter& filter);

/// What changed since a revision of the view: `election`, `opening`, `results`
/// and `turnout`, each contest once.
std::vector<stream_event> changes_of(const election_directory& elections,
                                     const results_view& view,
                                     const event_filter& filter,
                                     std::uint64_t since);

} // namespace scrutin::edge
