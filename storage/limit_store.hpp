#pragma once

#include <cstdint>
#include <vector>

#include "domain/result.hpp"

namespace scrutin {

/// Tokens that one node took from a bucket which all nodes share.
struct limit_charge {
  /// Which limit the bucket belongs to.
  std::uint8_t limit = 0;
  /// Keyed hash that names it in its limit; the same on every node.
  std::uint64_t bucket = 0;
  std::uint32_t tokens = 0;
  /// In which one token flows back.
  std::int64_t interval_ns = 0;
};

/// Token buckets that nodes share. Advisory: what is lost here makes a limit
/// one of each node again, and never costs a ballot. Used from one thread at
/// a time.
class limit_store {
public:
  /// A bucket is full again after so long at the most.
  static constexpr std::int64_t horizon_ns = 60'000'000'000;

  virtual ~limit_store() = default;

  /// Takes tokens, whether they are there or not.
  /// @returns for each charge, in order, in how many ns its bucket will be
  /// full again: at most `horizon_ns`; `unavailable` where the
  /// store cannot be asked.
  virtual result<std::vector<std::int64_t>>
  charge(const std::vector<limit_charge>& charges) = 0;
};

} // namespace scrutin
