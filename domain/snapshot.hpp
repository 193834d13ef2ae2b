#pragma once

#include <string>
#include <string_view>

#include "domain/cryptography.hpp"
#include "domain/frame.hpp"
#include "domain/ids.hpp"
#include "domain/result.hpp"

namespace scrutin {

/// Names one frame of a partition's log beyond mistake: the tag of its seal is
/// another for every frame that was ever sealed.
struct frame_mark {
  static constexpr std::size_t tag_size = sealer::overhead;

  sequence_number sequence = 0;
  epoch_number epoch = 0;
  frame_kind kind = frame_kind::open;
  std::string tag;
};

frame_mark mark_of(const sealed_frame& x);
bool operator==(const frame_mark& x, const frame_mark& y);

/// What a partition's ledger was after one frame of its log: saves its next
/// owner the frames before. Where it stands is in clear and authenticated, for
/// whoever compares it with the log; what it holds is sealed.
struct sealed_snapshot {
  partition_id partition;
  frame_mark after;
  std::string nonce;
  std::string sealed;
};

std::string encode(const sealed_snapshot& x);
/// @returns `damaged` for what is none, or of another version.
result<sealed_snapshot> decode_sealed_snapshot(std::string_view bytes);

/// Seals and opens the snapshots of one partition: AES-256-GCM under a key of
/// their own, derived from that of the election's frames.
class snapshot_sealer {
public:
  snapshot_sealer(partition_id partition, const secret_key& election_frame_key);

  /// @param ledger: what partition_ledger::save gave.
  /// @param nonce: 12 random bytes.
  [[nodiscard]] sealed_snapshot seal(const frame_mark& after,
                                     std::string_view ledger,
                                     std::string nonce) const;
  /// @returns what was sealed; `damaged` unless all of it is as it was.
  [[nodiscard]] result<std::string> open(const sealed_snapshot& x) const;

private:
  partition_id partition_;
  sealer sealer_;
};

} // namespace scrutin
