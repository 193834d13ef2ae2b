#include "storage/partition_record.hpp"

#include <string>

namespace scrutin {

result<partition_record> record_after(const partition_record& now,
                                      const frame_header& next) {
  if (next.epoch != now.epoch || next.sequence != now.last_sequence + 1) {
    return error{ec::fenced, to_string(next.partition) + " is at epoch "
                               + std::to_string(now.epoch) + ", sequence "
                               + std::to_string(now.last_sequence)};
  }
  auto state = next_state(now.state, next.kind);
  if (!state) {
    return error{ec::wrong_state,
                 to_string(next.partition) + " is " + to_string(now.state)};
  }
  return partition_record{now.epoch, next.sequence, *state};
}

result<void> check_held(partition_id partition, const partition_record& now,
                        epoch_number epoch) {
  if (now.epoch != epoch) {
    return error{ec::fenced, to_string(partition) + " is at epoch "
                               + std::to_string(now.epoch)};
  }
  return {};
}

std::optional<partition_state> state_after(frame_kind kind) {
  switch (kind) {
  case frame_kind::open:
  case frame_kind::ballots:
  case frame_kind::course:
    return partition_state::open;
  case frame_kind::close:
    return partition_state::closed;
  case frame_kind::roll:
    return std::nullopt;
  }
  return std::nullopt;
}

void log_check::begin_after(const frame_mark& known) {
  seen_ = {known.epoch, known.sequence,
           state_after(known.kind).value_or(partition_state::sealed)};
}

result<void> log_check::next(const frame_header& header) {
  auto expected = seen_.last_sequence + 1;
  if (header.partition != partition_) {
    return broken(expected, "belongs to another partition");
  }
  if (header.sequence != expected) {
    return broken(expected, "is missing");
  }
  if (expected > record_.last_sequence) {
    return broken(expected, "lies past the end of the log");
  }
  if (header.epoch < seen_.epoch || header.epoch > record_.epoch
      || header.epoch == 0) {
    return broken(expected, "has an epoch that cannot be");
  }
  auto state = next_state(seen_.state, header.kind);
  if (!state) {
    return broken(expected, "may not follow the frame before it");
  }
  seen_ = {header.epoch, header.sequence, *state};
  return {};
}

result<void> log_check::end() const {
  if (seen_.last_sequence != record_.last_sequence) {
    return broken(seen_.last_sequence + 1, "is missing");
  }
  if (seen_.state != record_.state) {
    return broken(seen_.last_sequence,
                  "does not leave the state that is on record");
  }
  return {};
}

error log_check::broken(sequence_number at, const char* why) const {
  return {ec::damaged,
          to_string(partition_) + ": frame " + std::to_string(at) + " " + why};
}

} // namespace scrutin
