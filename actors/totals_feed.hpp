#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "domain/release.hpp"
#include "protocol/messages.hpp"

namespace scrutin {

/// What one subscriber of a partition's totals still has to get: one update
/// unacknowledged at most, everything newer conflated, snapshots in pieces.
class totals_feed {
public:
  /// Selections in one message: keeps it well under a megabyte.
  static constexpr std::size_t piece_entries = 4096;

  /// Takes note of a cut of the release fold.
  void on_release(const release_fold& release);

  /// The state or the roll changed without a release.
  void on_change() { changed_ = true; }

  /// @param wants_snapshot: the subscriber could not use the update.
  void on_ack(sequence_number version, bool wants_snapshot);

  /// @param withdrawn: candidates who have withdrawn.
  /// @returns the messages to send now: none while one is unacknowledged or
  /// nothing is new.
  std::vector<totals_update> next(const release_fold& release,
                                  const partition_status& status,
                                  const std::vector<option_id>& withdrawn = {});

private:
  bool snapshot_due_ = true;
  bool changed_ = false;
  /// Version the subscriber has acknowledged or is being sent.
  sequence_number sent_ = 0;
  bool awaiting_ack_ = false;
  /// Released since `sent_`.
  tally changes_;
};

} // namespace scrutin
