#pragma once

#include <cstdint>

#include "domain/ids.hpp"

namespace scrutin {

/// Slices that a region's roll is cut into.
/// @param voters: on the region's roll.
/// @param partition_voters: that a partition should hold, at least 1.
/// @returns at least 1, at most 4,096.
std::uint16_t slices_for(std::uint64_t voters, std::uint32_t partition_voters);

/// The first sixteen bits of a tag: what decides its slice.
std::uint32_t slice_prefix(const credential_tag& tag);

/// The slice that a tag belongs to: tags are uniform, so slices are even.
std::uint16_t slice_of(const credential_tag& tag, std::uint16_t slices);

/// The prefixes of one slice: [first, last).
struct prefix_range {
  std::uint32_t first = 0;
  std::uint32_t last = 0;
};
prefix_range prefixes_of(std::uint16_t slice, std::uint16_t slices);

} // namespace scrutin
