#pragma once

#include <cstdint>
#include <optional>

#include "domain/frame.hpp"
#include "domain/ids.hpp"
#include "domain/ledger.hpp"
#include "domain/result.hpp"
#include "domain/snapshot.hpp"

namespace scrutin {

/// What a ballot box keeps of a partition beside its frames: the fence.
struct partition_record {
  epoch_number epoch = 0;
  sequence_number last_sequence = 0;
  partition_state state = partition_state::sealed;
};

/// The rule by which a log grows, the same for every backend.
/// @returns the record after that frame; `fenced` unless the frame has the
/// newest epoch and the next sequence; `wrong_state` where its kind may not
/// follow.
result<partition_record> record_after(const partition_record& now,
                                      const frame_header& next);

/// @returns `fenced` unless the record's epoch is that one.
result<void> check_held(partition_id partition, const partition_record& now,
                        epoch_number epoch);

/// @returns the state after a frame; nothing for one of the roll, which leaves
/// it as it was.
std::optional<partition_state> state_after(frame_kind kind);

/// Checks a log while it is read: frames 1 to `last_sequence` without a gap,
/// each of a kind that may follow, none of an epoch that was not given out.
class log_check {
public:
  /// @param record: what the frames must add up to.
  log_check(partition_id partition, const partition_record& record)
    : partition_(partition), record_(record) {}

  /// Begins after a frame of the log instead of before the first.
  void begin_after(const frame_mark& known);
  /// @returns `damaged`, naming partition and sequence, where the frame may
  /// not stand there.
  result<void> next(const frame_header& header);
  /// @returns `damaged` unless every frame was there.
  [[nodiscard]] result<void> end() const;

private:
  [[nodiscard]] error broken(sequence_number at, const char* why) const;

  partition_id partition_;
  partition_record record_;
  partition_record seen_;
};

} // namespace scrutin
