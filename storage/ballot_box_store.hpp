#pragma once

#include <functional>
#include <vector>

#include "domain/frame.hpp"
#include "domain/ids.hpp"
#include "domain/result.hpp"
#include "domain/snapshot.hpp"

namespace scrutin {

/// Takes the frames of a log one after the other; an error ends the reading
/// and becomes its outcome.
using frame_visitor = std::function<result<void>(sealed_frame&&)>;

/// What an owner begins with.
struct acquired_log {
  epoch_number epoch = 0;
  sequence_number last_sequence = 0;
  /// Frames up to here were not read: they are those that were known already.
  sequence_number known = 0;
  /// Where `known` is not 0: spent tags in the whole log.
  std::uint64_t spent = 0;
};

/// What an owner believes to hold.
struct held_partition {
  partition_id partition;
  epoch_number epoch = 0;
};

/// The durable log of frames, per partition. One writer a partition: whoever
/// acquired it last. Used from one thread at a time.
class ballot_box_store {
public:
  virtual ~ballot_box_store() = default;

  /// Raises the partition's epoch, durably, and reads its log.
  /// @param visit: gets every frame, in sequence.
  /// @returns the epoch to write under; `damaged`, naming the place, where the
  /// log has a gap or a frame that is not readable.
  virtual result<acquired_log> acquire(partition_id partition,
                                       const frame_visitor& visit) = 0;

  /// The same for an owner who knows the log up to a frame, if it is the one
  /// that stands there. A store may read everything all the same.
  virtual result<acquired_log> acquire_after(partition_id partition,
                                             const frame_mark& known,
                                             const frame_visitor& visit) {
    static_cast<void>(known);
    return acquire(partition, visit);
  }

  /// Reads a log without acquiring it.
  virtual result<void> read(partition_id partition,
                            const frame_visitor& visit) const = 0;

  /// Appends frames in one synced write: when this returns, what succeeded is
  /// durable. Several failures are one frame's alone: `fenced` (its epoch is
  /// not the newest, or its sequence not the next); `wrong_state` for its
  /// kind; `spent_twice`, where the store keeps spent tags and has one of them
  /// already; `timed_out`, where nobody could find out whether it was written:
  /// its owner has to acquire the partition anew.
  /// `storage_full` and `storage_away` mean that a frame was not written;
  /// its owner has to acquire the partition anew as well, since no two frames
  /// may be sealed under one nonce. `storage_failed` fails all, and nothing
  /// may be appended any more: whether the frames reached the disk is not
  /// known.
  /// @returns one outcome a frame, in their order.
  virtual std::vector<result<void>>
  append(const std::vector<spending_frame>& frames) = 0;

  /// Whether nobody else has acquired a partition since, as of now, durably.
  /// @returns one outcome each, in their order: `fenced` where the epoch is not
  /// the newest; what kept the store from looking.
  virtual std::vector<result<void>>
  confirm(const std::vector<held_partition>& held) = 0;

  /// Every partition that has a record.
  virtual result<std::vector<partition_id>> partitions() const = 0;

  // -- where it lies ----------------------------------------------------------
  // A box may be spread over several places, which fail apart and are written
  // side by side: each part from one thread at a time.

  /// Chooses, once and for all, which part is to keep partitions of one
  /// election, before any of them is acquired and before the election is in the
  /// catalog.
  virtual result<void> settle(const std::vector<partition_id>&) { return {}; }
  [[nodiscard]] virtual std::size_t parts() const { return 1; }
  /// Safe from any thread once parts are in use.
  [[nodiscard]] virtual std::size_t part_of(partition_id) const { return 0; }
  /// As long as the box itself.
  virtual ballot_box_store& part(std::size_t) { return *this; }
};

} // namespace scrutin
