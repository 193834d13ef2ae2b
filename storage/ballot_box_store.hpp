#pragma once

#include <functional>
#include <vector>

#include "domain/frame.hpp"
#include "domain/ids.hpp"
#include "domain/result.hpp"

namespace scrutin {

/// Takes the frames of a log one after the other; an error ends the reading
/// and becomes its outcome.
using frame_visitor = std::function<result<void>(sealed_frame&&)>;

/// What an owner begins with.
struct acquired_log {
  epoch_number epoch = 0;
  sequence_number last_sequence = 0;
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

  /// Every partition that has a record.
  virtual result<std::vector<partition_id>> partitions() const = 0;
};

} // namespace scrutin
