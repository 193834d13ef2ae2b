#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <vector>

#include "storage/ballot_box_store.hpp"
#include "storage/partition_record.hpp"
#include "storage/postgresql/partition_homes.hpp"
#include "storage/postgresql/session.hpp"

namespace scrutin {

/// The ballot box on PostgreSQL, which many nodes share.
///
/// **The fence.** A frame is written by one statement that moves its
/// partition's row from (epoch, sequence - 1, state) to the next and inserts
/// frame and spent tags only where that row was there to be moved. So an owner
/// of an earlier epoch writes nothing, and frames of several partitions share
/// a transaction while a miss costs its own partition alone.
///
/// **What may go wrong, and what is said then.**
/// Before COMMIT is sent, nothing is written: a lost connection is tried again
/// for a while, then it is `storage_away`. A tag that is spent already spoils
/// the transaction: its frames are written again one by one, and only the
/// guilty one fails, with `spent_twice`. A COMMIT without a clean answer is
/// resolved: on another connection, under the partition's row lock, by looking
/// whether the frame is there byte for byte. If so it is durable; if not, the
/// owner is `fenced` and has to acquire the partition anew. Where even that
/// cannot be found out in time it is `timed_out`, and acquiring finds out.
/// Nothing is ever guessed.
///
/// **In a further database** the roll lies in another one. Its owner notes
/// which version of the roll it is about to read when it acquires, and opens
/// only while that one is held: whoever changes a roll waits for the opening,
/// or the opening for the change.
class postgresql_ballot_box final : public ballot_box_store {
public:
  /// @param homes: of a further database, where the first one is told who owns
  /// what.
  explicit postgresql_ballot_box(
    const postgresql_options& options,
    std::unique_ptr<partition_homes> homes = nullptr);

  result<acquired_log> acquire(partition_id partition,
                               const frame_visitor& visit) override;
  result<acquired_log> acquire_after(partition_id partition,
                                     const frame_mark& known,
                                     const frame_visitor& visit) override;
  result<void> read(partition_id partition,
                    const frame_visitor& visit) const override;
  std::vector<result<void>>
  append(const std::vector<spending_frame>& frames) override;
  std::vector<result<void>>
  confirm(const std::vector<held_partition>& held) override;
  result<std::vector<partition_id>> partitions() const override;

private:
  /// A partition's row.
  struct stored_record {
    std::int64_t row = 0;
    partition_record record;
  };
  /// Places in the call's list of frames.
  using places = std::vector<std::size_t>;
  /// One call of append.
  struct append_call {
    const std::vector<spending_frame>& frames;
    std::vector<result<void>> outcomes;
  };

  // -- reading ----------------------------------------------------------------
  static result<stored_record> find(pg_transaction& tx, partition_id partition);
  /// @param acquired: of the epoch that the record must have; is told from
  /// where the frames were read.
  result<void> read_log(partition_id partition, acquired_log& acquired,
                        const frame_mark& known,
                        const frame_visitor& visit) const;
  /// Whether that frame stands there; counts spent tags then.
  static result<void> look_for(pg_transaction& tx, std::int64_t row,
                               const frame_mark& known, acquired_log& acquired);

  // -- acquiring --------------------------------------------------------------
  /// @param noted: the newest epoch that the first database knows of.
  result<acquired_log> raise(partition_id partition, epoch_number noted);
  static result<void> check_age(pg_transaction& tx, partition_id partition,
                                epoch_number noted);
  /// Of a further database: which roll its owner is about to read.
  result<void> note_roll(partition_id partition) const;

  // -- writing ----------------------------------------------------------------
  void write(append_call& call, const places& group, held_roll* over = nullptr);
  /// Of a further database: over no other roll than its owner has read.
  void write_open(append_call& call, std::size_t place);
  /// @returns the frames whose fence held, or the error that spoiled the
  /// transaction.
  result<places> write_rounds(pg_transaction& tx, append_call& call,
                              const places& group);
  result<places> write_round(pg_transaction& tx, append_call& call,
                             const places& round);
  void write_apart(append_call& call, const places& group, const error& why);
  /// Finds out what became of a frame whose COMMIT had no answer.
  result<void> resolve(const sealed_frame& frame, std::int64_t until_ms);
  result<bool> is_there(const sealed_frame& frame);

  mutable pg_session session_;
  std::unique_ptr<partition_homes> homes_;
  /// Versions of the rolls that owners read, where there are homes.
  mutable std::map<partition_id, std::int64_t> read_rolls_;
};

} // namespace scrutin
