#pragma once

#include <map>
#include <string>
#include <vector>

#include "domain/ids.hpp"
#include "domain/result.hpp"

namespace scrutin {

/// Which regions a command means, by election.
struct region_lists {
  /// For elections that have none of their own.
  std::vector<region_id> others;
  std::map<std::string, std::vector<region_id>> by_election;

  [[nodiscard]] const std::vector<region_id>&
  of(const std::string& election_code) const;
};

/// Reads lists such as `1,2,5`, `1-6` and `QC-2026=1-6`; the last one for an
/// election holds.
/// @returns `malformed`, naming the list.
result<region_lists> parse_region_lists(const std::vector<std::string>& lists);

} // namespace scrutin
