#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "domain/election.hpp"
#include "domain/flat_table.hpp"
#include "domain/frame.hpp"
#include "domain/ids.hpp"
#include "domain/release.hpp"
#include "domain/result.hpp"
#include "domain/zero_report.hpp"

namespace scrutin {

enum class partition_state : std::uint8_t { sealed = 1, open, closed };

const char* to_string(partition_state x);

/// The state after a frame of that kind, or nothing where it may not follow:
/// `open` in sealed, `ballots`, `course` and `close` in open, `roll` in sealed
/// and open.
std::optional<partition_state> next_state(partition_state now, frame_kind kind);

/// A ballot on its way into the box, as the edge names it.
struct cast {
  partition_id partition;
  credential_tag tag;
  ballot_id ballot;
  retry_id retry;
  /// Canonical bytes.
  std::string selection;
  /// Unix ms at which the edge had all of it.
  std::int64_t received_at_ms = 0;
};

/// What a partition says of a cast, in this order of precedence.
enum class judgement : std::uint8_t {
  /// Not on the roll of this region, or revoked.
  unknown_credential = 1,
  /// This very cast was accepted before: it gets the same answer.
  repeat,
  /// The tag has voted.
  already_voted,
  /// The tag is in a frame that is not durable yet: judge again after it.
  wait,
  not_open,
  closed,
  /// Officials have stopped voting for a while.
  suspended,
  invalid_selection,
  /// May be staged.
  accept,
};

/// What may happen to a roll after it was sealed.
enum class roll_change : std::uint8_t { addition = 1, revocation };

/// What a partition says of such a change.
enum class roll_judgement : std::uint8_t {
  /// It is so already.
  done = 1,
  /// Not to be revoked any more: its ballot is in the box.
  has_voted,
  /// Not on this roll.
  unknown,
  /// Was revoked, which nothing takes back.
  revoked,
  closed,
  /// The tag is in a frame that is not durable yet: judge again after it.
  wait,
  /// May be staged.
  accept,
};

/// One partition's slice of the roll, which tags have voted, and its tally: a
/// fold of the partition's log, and the rules by which the log grows.
///
///   decide → stage → take_frame → (durable) → apply
///
/// Knows no actor, disk or clock. Memory: about 60 bytes a voter.
class partition_ledger {
public:
  /// @param rules: the definition; must outlive the ledger.
  partition_ledger(partition_id partition, const election& rules);

  // -- the roll ---------------------------------------------------------------

  /// Room for so many voters at once.
  void expect_voters(std::size_t voters);
  /// Adds a tag of the sealed roll, before any frame is applied.
  void add_to_roll(const credential_tag& tag);

  // -- the log ----------------------------------------------------------------

  /// Takes the next durable frame, after a commit or on recovery.
  /// @returns `damaged`, naming partition and frame, if the log breaks its own
  /// rules: another partition's frame, a gap, a wrong state, a tag spent twice
  /// or not on the roll, a ballot that is in the box already, ballots and spent
  /// tags of different number, a roll that is not the one that was opened. The
  /// ledger is of no further use then.
  result<void> apply(const frame_header& header, const frame_content& content);

  // -- snapshots --------------------------------------------------------------

  /// All that was applied so far, for `load` of a ledger of the same partition
  /// and definition. What is staged or in flight is not in it.
  [[nodiscard]] std::string save() const;
  /// Takes the place of the roll and of all frames before.
  /// @returns `damaged` for what is none; the ledger is of no further use then.
  result<void> load(std::string_view bytes);

  // -- casts ------------------------------------------------------------------

  /// Judges without changing anything. O(1), but for the selection.
  [[nodiscard]] judgement decide(const cast& x) const;
  /// Puts an accepted cast into the next frame; its tag is in flight from
  /// here on.
  void stage(const cast& x);
  /// Ballots that wait for the next frame.
  [[nodiscard]] std::size_t staged() const { return next_.spent.size(); }
  /// @param ballots_max: at least 1.
  /// @returns the next ballots frame, sorted; at most one may be in flight.
  ballots_content take_frame(std::size_t ballots_max);
  /// Forgets what is staged or in flight: it was certainly not written.
  void discard_staged();

  // -- changes of the roll ----------------------------------------------------

  /// Judges without changing anything. O(log n) of the changes on their way.
  [[nodiscard]] roll_judgement decide(roll_change what,
                                      const credential_tag& tag) const;
  /// Puts an accepted change into the next roll frame. Until that is durable or
  /// discarded, a tag that is added is not there, and casts of one that is
  /// revoked wait.
  void stage(roll_change what, const credential_tag& tag);
  /// Changes that wait for the next roll frame.
  [[nodiscard]] std::size_t staged_changes() const {
    return next_roll_.added.size() + next_roll_.revoked.size();
  }
  /// @returns the next roll frame, sorted.
  roll_content take_roll_frame();

  // -- opening and closing ----------------------------------------------------

  [[nodiscard]] open_content make_open() const;
  [[nodiscard]] close_content make_close() const;

  // -- what is so now ---------------------------------------------------------

  [[nodiscard]] partition_state state() const { return state_; }
  [[nodiscard]] sequence_number last_sequence() const { return sequence_; }
  /// What the box held when it was opened.
  [[nodiscard]] const zero_report& opening() const { return opening_; }
  /// By the newest act of officials that is in the log; number 0: none is.
  [[nodiscard]] const course_content& course() const { return course_; }
  [[nodiscard]] std::uint64_t voters() const { return voters_; }
  [[nodiscard]] std::uint64_t ballots() const { return ballots_.size(); }
  [[nodiscard]] bool holds(const ballot_id& id) const;
  /// False also for one that was revoked.
  [[nodiscard]] bool is_on_roll(const credential_tag& tag) const;
  /// Durably: not for a ballot on its way.
  [[nodiscard]] bool has_voted(const credential_tag& tag) const;
  [[nodiscard]] const release_fold& release() const { return release_; }
  [[nodiscard]] std::size_t memory_bytes() const;

private:
  struct roll_entry {
    credential_tag tag;
    /// Zero: has not voted. Three values that no cast may have: see ledger.cpp.
    retry_id retry;
    [[nodiscard]] const credential_tag& key() const { return tag; }
  };
  struct counted {
    ballot_id id;
    [[nodiscard]] const ballot_id& key() const { return id; }
  };

  result<void> apply(const open_content& x);
  result<void> apply(const ballots_content& x);
  result<void> apply(const roll_content& x);
  result<void> apply(const close_content& x);
  result<void> apply(const course_content& x);
  void unstage(const credential_tag& tag);
  [[nodiscard]] bool selection_stands(const std::string& canonical) const;

  partition_id partition_;
  const election* rules_;
  const contest* contest_;
  partition_state state_ = partition_state::sealed;
  course_content course_;
  zero_report opening_;
  sequence_number sequence_ = 0;
  flat_table<roll_entry> roll_;
  credential_tag roll_mark_;
  std::uint64_t voters_ = 0;
  flat_table<counted> ballots_;
  release_fold release_;
  ballots_content next_;
  /// Tags of the frame that was taken last.
  std::vector<credential_tag> taken_;
  roll_content next_roll_;
  /// Tags of changes that are staged or in flight.
  std::set<credential_tag> changing_;
  /// Valid selections seen before; most ballots of a contest look alike.
  mutable std::unordered_set<std::string> known_selections_;
};

} // namespace scrutin
