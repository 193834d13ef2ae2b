#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "domain/frame.hpp"
#include "domain/ledger.hpp"
#include "storage/postgresql/arrays.hpp"
#include "storage/postgresql/session.hpp"

namespace scrutin {

/// Frames of different partitions as the columns of one statement, which moves
/// the fence of each and inserts frame and spent tags where it was there to be
/// moved.
class frame_columns {
public:
  /// @param place: comes back with the frames whose fence held.
  void add(std::size_t place, const spending_frame& x);

  /// @returns a row for each frame whose fence held: its place.
  result<pg_rows> write(pg_transaction& tx) const;

private:
  void add_candidate(std::size_t place, const spending_frame& x,
                     partition_state before, partition_state after);

  pg_numbers places_, elections_, regions_, slices_, epochs_, sequences_;
  pg_numbers kinds_, befores_, afters_, sealed_at_, sealed_bytes_;
  pg_numbers tag_counts_, first_tags_;
  std::string sealed_;
  std::string tags_;
  std::int64_t first_tag_ = 0;
};

} // namespace scrutin
