#pragma once

#include <cstdint>

#include "domain/election.hpp"
#include "domain/frame.hpp"
#include "domain/tally.hpp"

namespace scrutin {

/// What a partition lets out: totals as of one frame.
struct released_totals {
  /// Sequence of the frame they are as of; 0 before the first.
  sequence_number version = 0;
  /// Ballots in the box at that frame.
  std::uint64_t turnout = 0;
  /// Whether that frame closed the partition: nothing follows.
  bool closed = false;
  /// By selection. Under `at_close` empty until closed.
  tally votes;
};

/// Decides, frame by frame, when a partition's totals come out: at the first
/// frame boundary with enough new ballots, and at close. A fold of the log,
/// so that every node and every restart shows the same cuts.
class release_fold {
public:
  /// @param step_ballots: k, at least 1.
  release_fold(release_policy policy, std::uint32_t step_ballots);

  /// Takes the next frame of the log.
  /// @returns whether totals came out with it.
  bool apply(const frame_header& header, const frame_content& content);

  [[nodiscard]] const released_totals& released() const { return released_; }
  /// What the last release added to `released().votes`.
  [[nodiscard]] const tally& last_change() const { return last_change_; }
  /// Ballots in the box, released or not.
  [[nodiscard]] std::uint64_t ballots() const {
    return released_.turnout + held_.total();
  }
  /// Every ballot in the box. Never leaves the partition before release.
  [[nodiscard]] tally complete() const;

  /// For snapshots.
  void save(byte_writer& out) const;
  /// Goes on from what save wrote; the reader fails where it is none.
  void load(byte_reader& in);

private:
  void release(const frame_header& header);

  release_policy policy_;
  std::uint32_t step_ballots_;
  released_totals released_;
  tally last_change_;
  /// Ballots since the last cut.
  tally held_;
  /// Ballots counted into turnout whose selections wait for the close.
  tally withheld_;
};

} // namespace scrutin
