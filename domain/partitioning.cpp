#include "domain/partitioning.hpp"

#include <algorithm>

namespace scrutin {

namespace {
constexpr std::uint64_t slices_max = 4096;
constexpr std::uint32_t prefixes = 1U << 16;
} // namespace

std::uint16_t slices_for(std::uint64_t voters, std::uint32_t partition_voters) {
  auto each = std::max(partition_voters, 1U);
  auto slices = (voters + each - 1) / each;
  return static_cast<std::uint16_t>(
    std::clamp<std::uint64_t>(slices, 1, slices_max));
}

std::uint32_t slice_prefix(const credential_tag& tag) {
  return (std::uint32_t{tag.data[0]} << 8) | tag.data[1];
}

std::uint16_t slice_of(const credential_tag& tag, std::uint16_t slices) {
  return static_cast<std::uint16_t>(slice_prefix(tag) * slices / prefixes);
}

prefix_range prefixes_of(std::uint16_t slice, std::uint16_t slices) {
  auto first_of = [&](std::uint32_t i) {
    return (i * prefixes + slices - 1) / slices;
  };
  return {first_of(slice), first_of(slice + 1U)};
}

} // namespace scrutin
