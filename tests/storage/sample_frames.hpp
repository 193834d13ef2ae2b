#pragma once

#include <random>
#include <string>
#include <vector>

#include "storage/ballot_box_store.hpp"

namespace scrutin {

/// Bytes like those of a sealed frame: noise, the same for the same seed.
inline std::string noise(std::size_t bytes, std::uint64_t seed) {
  std::mt19937_64 random{seed};
  std::string result(bytes, '\0');
  for (auto& c : result) {
    c = static_cast<char>(random() & 0xFF);
  }
  return result;
}

/// A frame whose content says where it belongs.
inline sealed_frame sample_frame(partition_id partition, epoch_number epoch,
                                 sequence_number sequence,
                                 frame_kind kind = frame_kind::ballots,
                                 std::size_t bytes = 100) {
  sealed_frame frame;
  frame.header.partition = partition;
  frame.header.epoch = epoch;
  frame.header.sequence = sequence;
  frame.header.kind = kind;
  frame.sealed =
    noise(bytes, (std::uint64_t{partition.slice} << 32) + sequence);
  return frame;
}

inline bool same(const sealed_frame& x, const sealed_frame& y) {
  return encode(x) == encode(y);
}

/// Every frame of a log.
inline result<std::vector<sealed_frame>> frames_of(const ballot_box_store& box,
                                                   partition_id partition) {
  std::vector<sealed_frame> frames;
  auto done = box.read(partition, [&frames](sealed_frame&& frame) {
    frames.push_back(std::move(frame));
    return result<void>{};
  });
  if (!done) {
    return done.failure();
  }
  return frames;
}

/// Acquires without looking at the frames.
inline result<acquired_log> acquire(ballot_box_store& box,
                                    partition_id partition) {
  return box.acquire(partition, [](sealed_frame&&) { return result<void>{}; });
}

/// Appends one frame.
inline result<void> append_one(ballot_box_store& box,
                               const sealed_frame& frame) {
  return box.append({frame}).front();
}

} // namespace scrutin
