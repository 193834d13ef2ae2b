#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "domain/surroundings.hpp"

namespace scrutin {

/// Lays ballots out in a random order without having them one by one: draws
/// from piles of equal ballots, each ballot left being as likely as any other,
/// and does not put back. Every order of all ballots is equally likely, and
/// depends on nothing but the piles and the randomness.
///
/// Memory: 8 bytes a pile. Cost: O(log piles) a ballot.
class ballot_shuffle {
public:
  /// @param piles: ballots in each; fewer than 2^63 together.
  ballot_shuffle(const std::vector<std::uint64_t>& piles, random_source random);

  /// @returns the pile that the next ballot is from; nothing after the last.
  std::optional<std::size_t> next();
  [[nodiscard]] std::uint64_t left() const { return left_; }

private:
  std::uint64_t draw_below(std::uint64_t limit);
  std::uint64_t draw_word();

  /// Sums of piles as a binary indexed tree: entry i, from 1, holds those of
  /// the lowest set bit of i many piles that end with pile i. Source: P. M.
  /// Fenwick, A New Data Structure for Cumulative Frequency Tables, Software:
  /// Practice and Experience 24 (1994).
  std::vector<std::uint64_t> sums_;
  std::size_t highest_step_ = 1;
  std::uint64_t left_ = 0;
  random_source random_;
  std::string drawn_;
  std::size_t used_ = 0;
};

} // namespace scrutin
