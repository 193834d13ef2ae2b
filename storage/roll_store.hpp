#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "domain/ids.hpp"
#include "domain/partitioning.hpp"
#include "domain/result.hpp"

namespace scrutin {

/// What became of a tag that was to be added.
enum class roll_outcome : std::uint8_t {
  added = 1,
  /// It is on this region's roll already.
  repeated,
  /// It is on another region's roll of the same election.
  elsewhere,
};

/// The tags entitled to vote. A tag is on one region's roll per election.
/// Used from one thread at a time.
class roll_store {
public:
  virtual ~roll_store() = default;

  /// Adds tags; durable when it returns.
  /// @returns one outcome a tag, in their order.
  virtual result<std::vector<roll_outcome>>
  add(election_id election, region_id region,
      const std::vector<credential_tag>& tags) = 0;

  /// Takes every region's roll of an election away.
  virtual result<void> clear(election_id election) = 0;

  virtual result<std::uint64_t> count(election_id election,
                                      region_id region) const = 0;

  /// Reads the tags of a region whose prefix lies in a range, in no order.
  virtual result<void>
  read(election_id election, region_id region, prefix_range prefixes,
       const std::function<void(const credential_tag&)>& visit) const = 0;
};

} // namespace scrutin
