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

  /// Keeps a tag for a region whose log is to add it after the roll was sealed:
  /// unique like all others, but neither counted nor read, for the log says of
  /// it. Durable when it returns.
  /// @returns `repeated` also where it is on the region's sealed roll.
  virtual result<roll_outcome> reserve(election_id election, region_id region,
                                       const credential_tag& tag) = 0;

  /// Gives up what was reserved and certainly is not in a log. No effect on any
  /// other tag.
  virtual result<void> release(election_id election,
                               const credential_tag& tag) = 0;

  /// Reads the tags that are reserved in an election, in no order.
  virtual result<void>
  read_reserved(election_id election,
                const std::function<void(region_id, const credential_tag&)>&
                  visit) const = 0;

  /// Takes every region's roll of an election away, with what is reserved. Not
  /// for one that has frames: they are about this roll.
  virtual result<void> clear(election_id election) = 0;

  virtual result<std::uint64_t> count(election_id election,
                                      region_id region) const = 0;

  /// Reads the tags of a region whose prefix lies in a range, in no order.
  virtual result<void>
  read(election_id election, region_id region, prefix_range prefixes,
       const std::function<void(const credential_tag&)>& visit) const = 0;
};

} // namespace scrutin
