#include "domain/snapshot.hpp"

#include <algorithm>

#include "domain/byte_codec.hpp"
#include "domain/partition_context.hpp"

namespace scrutin {

namespace {

constexpr std::uint8_t current_format = 1;

/// All that is in clear.
std::string clear_part(const sealed_snapshot& x) {
  std::string bytes;
  byte_writer out{bytes};
  out.u8(current_format);
  out.u32(x.partition.election.value);
  out.u32(x.partition.region.value);
  out.u16(x.partition.slice);
  out.u64(x.after.sequence);
  out.u32(x.after.epoch);
  out.u8(static_cast<std::uint8_t>(x.after.kind));
  out.sized(x.after.tag);
  return bytes;
}

} // namespace

frame_mark mark_of(const sealed_frame& x) {
  auto size = std::min(x.sealed.size(), frame_mark::tag_size);
  return {x.header.sequence, x.header.epoch, x.header.kind,
          x.sealed.substr(x.sealed.size() - size)};
}

bool operator==(const frame_mark& x, const frame_mark& y) {
  return x.sequence == y.sequence && x.epoch == y.epoch && x.kind == y.kind
         && x.tag == y.tag;
}

std::string encode(const sealed_snapshot& x) {
  auto bytes = clear_part(x);
  byte_writer out{bytes};
  out.sized(x.nonce);
  out.raw(x.sealed);
  return bytes;
}

result<sealed_snapshot> decode_sealed_snapshot(std::string_view bytes) {
  byte_reader in{bytes};
  auto format = in.u8();
  sealed_snapshot x;
  x.partition.election.value = in.u32();
  x.partition.region.value = in.u32();
  x.partition.slice = in.u16();
  x.after.sequence = in.u64();
  x.after.epoch = in.u32();
  auto kind = in.u8();
  x.after.tag = std::string{in.sized()};
  x.nonce = std::string{in.sized()};
  x.sealed = std::string{in.raw(in.remaining())};
  if (in.failed() || format != current_format || kind < 1
      || kind > static_cast<std::uint8_t>(frame_kind::close)
      || kind == static_cast<std::uint8_t>(frame_kind::roll)
      || x.nonce.size() != sealer::nonce_size) {
    return error{ec::damaged, "not a snapshot of this version"};
  }
  x.after.kind = static_cast<frame_kind>(kind);
  return x;
}

snapshot_sealer::snapshot_sealer(partition_id partition,
                                 const secret_key& election_frame_key)
  : partition_(partition), sealer_(derive_key(election_frame_key, "snapshot",
                                              partition_context(partition))) {
}

sealed_snapshot snapshot_sealer::seal(const frame_mark& after,
                                      std::string_view ledger,
                                      std::string nonce) const {
  sealed_snapshot x{partition_, after, std::move(nonce), {}};
  x.sealed = sealer_.seal(x.nonce, clear_part(x), ledger);
  return x;
}

result<std::string> snapshot_sealer::open(const sealed_snapshot& x) const {
  if (x.partition != partition_) {
    return error{ec::damaged, "a snapshot of another partition"};
  }
  return sealer_.open(x.nonce, clear_part(x), x.sealed);
}

} // namespace scrutin
