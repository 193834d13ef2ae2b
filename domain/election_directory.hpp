#pragma once

#include <memory>
#include <string>
#include <vector>

#include "domain/election.hpp"
#include "domain/election_keys.hpp"

namespace scrutin {

/// An election as a node serves it: its definition, its keys, and how its
/// roll was cut. Fixed while the node runs.
struct served_election {
  election definition;
  election_keys keys;
  /// Slices of each contest's roll.
  std::vector<std::pair<region_id, std::uint16_t>> slices;
  /// Whether anybody may vote. Without a roll an election does not open:
  /// opening would seal the empty roll for good.
  bool has_roll = true;
  /// As the catalog has them, under the master key.
  std::string wrapped_keys;

  /// @returns 0 where the region has no contest.
  [[nodiscard]] std::uint16_t slices_of(region_id region) const;
};

/// The elections of a node, in the order of their ids. Shared, read only.
class election_directory {
public:
  explicit election_directory(std::vector<served_election> elections);

  [[nodiscard]] const served_election* find(election_id id) const;
  [[nodiscard]] const served_election* find(const std::string& code) const;
  [[nodiscard]] const std::vector<served_election>& all() const {
    return elections_;
  }

private:
  std::vector<served_election> elections_;
};

using directory_ptr = std::shared_ptr<const election_directory>;

} // namespace scrutin
