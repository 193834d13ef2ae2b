#include "domain/frame.hpp"

#include "domain/byte_codec.hpp"
#include "domain/partition_context.hpp"

namespace scrutin {

namespace {

struct content_writer {
  byte_writer& out;

  void operator()(const open_content& x) {
    out.u64(x.roll_voters);
    out.fixed(x.roll_mark);
  }

  void operator()(const ballots_content& x) {
    out.varint(x.spent.size());
    for (const auto& spent : x.spent) {
      out.fixed(spent.tag);
      out.fixed(spent.retry);
    }
    out.varint(x.ballots.size());
    for (const auto& ballot : x.ballots) {
      out.fixed(ballot.id);
      out.sized(ballot.selection);
    }
  }

  void operator()(const roll_content& x) {
    for (const auto* tags : {&x.added, &x.revoked}) {
      out.varint(tags->size());
      for (const auto& tag : *tags) {
        out.fixed(tag);
      }
    }
  }

  void operator()(const close_content& x) { out.u64(x.ballots); }

  void operator()(const course_content& x) {
    out.u64(x.number);
    out.u8(x.suspended ? 1 : 0);
    out.u64(static_cast<std::uint64_t>(x.closes_at_ms));
    // Frames of elections that nobody withdraws from stay as they were.
    if (!x.withdrawn.empty()) {
      out.varint(x.withdrawn.size());
      for (auto option : x.withdrawn) {
        out.u32(option.value);
      }
    }
  }
};

frame_content read_ballots(byte_reader& in) {
  ballots_content x;
  auto spent = in.count(credential_tag::size + retry_id::size);
  x.spent.reserve(spent);
  for (std::uint64_t i = 0; i < spent; ++i) {
    auto tag = in.fixed<credential_tag>();
    x.spent.push_back({tag, in.fixed<retry_id>()});
  }
  auto ballots = in.count(ballot_id::size + 1);
  x.ballots.reserve(ballots);
  for (std::uint64_t i = 0; i < ballots; ++i) {
    auto id = in.fixed<ballot_id>();
    x.ballots.push_back({id, std::string{in.sized()}});
  }
  return x;
}

frame_content read_roll(byte_reader& in) {
  roll_content x;
  for (auto* tags : {&x.added, &x.revoked}) {
    auto count = in.count(credential_tag::size);
    tags->reserve(count);
    for (std::uint64_t i = 0; i < count; ++i) {
      tags->push_back(in.fixed<credential_tag>());
    }
  }
  return x;
}

frame_content read_content(byte_reader& in, frame_kind kind) {
  switch (kind) {
  case frame_kind::open: {
    open_content x;
    x.roll_voters = in.u64();
    x.roll_mark = in.fixed<credential_tag>();
    return x;
  }
  case frame_kind::ballots:
    return read_ballots(in);
  case frame_kind::roll:
    return read_roll(in);
  case frame_kind::close:
    return close_content{in.u64()};
  case frame_kind::course: {
    course_content x;
    x.number = in.u64();
    x.suspended = in.u8() != 0;
    x.closes_at_ms = static_cast<std::int64_t>(in.u64());
    if (in.remaining() > 0) {
      auto withdrawn = in.count(sizeof(std::uint32_t));
      for (std::uint64_t i = 0; i < withdrawn; ++i) {
        x.withdrawn.push_back({in.u32()});
      }
    }
    return x;
  }
  }
  return close_content{};
}

std::string nonce_of(const frame_header& x) {
  std::string nonce;
  byte_writer out{nonce};
  out.u32(x.epoch);
  out.u64(x.sequence);
  return nonce;
}

error damage(const frame_header& header, const std::string& what) {
  return {ec::damaged, to_string(header.partition) + " frame "
                         + std::to_string(header.sequence) + ": " + what};
}

} // namespace

std::string encode(const frame_header& x) {
  std::string bytes;
  byte_writer out{bytes};
  out.u8(x.format);
  out.u8(static_cast<std::uint8_t>(x.kind));
  out.u32(x.partition.election.value);
  out.u32(x.partition.region.value);
  out.u16(x.partition.slice);
  out.u32(x.epoch);
  out.u64(x.sequence);
  return bytes;
}

result<frame_header> decode_frame_header(std::string_view bytes) {
  byte_reader in{bytes};
  frame_header x;
  x.format = in.u8();
  auto kind = in.u8();
  x.partition.election.value = in.u32();
  x.partition.region.value = in.u32();
  x.partition.slice = in.u16();
  x.epoch = in.u32();
  x.sequence = in.u64();
  if (!in.complete()) {
    return error{ec::damaged, "a frame header of the wrong length"};
  }
  if (x.format != frame_header::current_format) {
    return error{ec::damaged, "frame format " + std::to_string(x.format)
                                + " is not known to this version"};
  }
  if (kind < 1 || kind > static_cast<std::uint8_t>(frame_kind::course)) {
    return error{ec::damaged, "a frame of an unknown kind"};
  }
  x.kind = static_cast<frame_kind>(kind);
  return x;
}

frame_kind kind_of(const frame_content& x) {
  return static_cast<frame_kind>(x.index() + 1);
}

std::vector<credential_tag> spent_tags_of(const frame_content& x) {
  std::vector<credential_tag> tags;
  if (const auto* ballots = std::get_if<ballots_content>(&x)) {
    tags.reserve(ballots->spent.size());
    for (const auto& spent : ballots->spent) {
      tags.push_back(spent.tag);
    }
  }
  return tags;
}

std::string encode(const sealed_frame& x) {
  return encode(x.header) + x.sealed;
}

result<sealed_frame> decode_sealed_frame(std::string_view bytes) {
  if (bytes.size() < frame_header::encoded_size) {
    return error{ec::damaged, "a frame that is too short"};
  }
  auto header =
    decode_frame_header(bytes.substr(0, frame_header::encoded_size));
  if (!header) {
    return header.failure();
  }
  return sealed_frame{*header,
                      std::string{bytes.substr(frame_header::encoded_size)}};
}

frame_sealer::frame_sealer(partition_id partition,
                           const secret_key& election_frame_key)
  : partition_(partition), sealer_(derive_key(election_frame_key, "frame",
                                              partition_context(partition))) {
}

sealed_frame frame_sealer::seal(epoch_number epoch, sequence_number sequence,
                                const frame_content& content) const {
  sealed_frame x;
  x.header.partition = partition_;
  x.header.epoch = epoch;
  x.header.sequence = sequence;
  x.header.kind = kind_of(content);
  std::string plain;
  byte_writer out{plain};
  std::visit(content_writer{out}, content);
  x.sealed = sealer_.seal(nonce_of(x.header), encode(x.header), plain);
  return x;
}

result<frame_content> frame_sealer::open(const sealed_frame& x) const {
  if (x.header.partition != partition_) {
    return damage(x.header, "it lies in the log of another partition");
  }
  auto plain = sealer_.open(nonce_of(x.header), encode(x.header), x.sealed);
  if (!plain) {
    return damage(x.header, plain.failure().detail);
  }
  byte_reader in{*plain};
  auto content = read_content(in, x.header.kind);
  if (!in.complete()) {
    return damage(x.header, "its content is of the wrong length");
  }
  return content;
}

} // namespace scrutin
