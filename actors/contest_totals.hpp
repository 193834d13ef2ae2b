#pragma once

#include <map>
#include <optional>
#include <vector>

#include "domain/tally.hpp"
#include "protocol/messages.hpp"

namespace scrutin {

/// What results know of one contest: the newest totals of each partition, and
/// their sum. Plain bookkeeping, without actors.
class contest_totals {
public:
  /// @param partitions: that the contest's roll is cut into.
  explicit contest_totals(std::uint32_t partitions) : slices_(partitions) {}

  enum class outcome : std::uint8_t {
    /// More pieces are to come.
    incomplete,
    /// Taken in: acknowledge it.
    applied,
    /// Known already: acknowledge it again.
    stale,
    /// Does not fit what is known: ask for a snapshot.
    gap,
  };

  /// Takes an update, or a piece of one, from one of its partitions.
  outcome apply(totals_update&& x);

  [[nodiscard]] const tally& votes() const { return votes_; }

  /// How the votes came to be what they are since this was last asked.
  struct changes {
    /// They are to be read as a whole.
    bool anew = true;
    /// They were added, if not anew; one selection may stand several times.
    std::vector<tally_entry> added;
  };
  changes take_changes();
  [[nodiscard]] std::uint64_t turnout() const;
  [[nodiscard]] std::uint64_t eligible() const;
  [[nodiscard]] std::uint32_t partitions() const {
    return static_cast<std::uint32_t>(slices_.size());
  }
  [[nodiscard]] std::uint32_t reporting() const;
  [[nodiscard]] bool closed() const;
  /// Candidates who have withdrawn, as the furthest partition has it.
  [[nodiscard]] const std::vector<option_id>& withdrawn() const;
  [[nodiscard]] contest_opening opening() const;

private:
  struct slice {
    bool reported = false;
    sequence_number version = 0;
    std::uint64_t voters = 0;
    std::uint64_t turnout = 0;
    partition_state state = partition_state::sealed;
    zero_report opening;
    tally votes;
    std::vector<option_id> withdrawn;
    /// The pieces so far of an update that is arriving.
    std::optional<totals_update> arriving;
  };

  void take(slice& into, totals_update&& x);

  std::vector<slice> slices_;
  tally votes_;
  changes changes_;
};

} // namespace scrutin
