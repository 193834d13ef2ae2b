#pragma once

#include <cstdint>

#include "domain/ids.hpp"

namespace scrutin {

/// What the log of a partition says of its opening: counted in the box at the
/// `open` frame, on every node and after every restart anew.
struct zero_report {
  /// Of the open frame; 0: it has not opened.
  sequence_number sequence = 0;
  /// On the roll that this frame sealed.
  std::uint64_t voters = 0;
  /// In the box before it.
  std::uint64_t ballots = 0;

  [[nodiscard]] bool is_open() const { return sequence != 0; }
};

} // namespace scrutin
