#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <tuple>

#include "domain/fixed_bytes.hpp"

namespace scrutin {

/// A number that cannot be mistaken for another kind of number.
template <class Meaning, class Integer = std::uint32_t>
struct strong_id {
  using value_type = Integer;

  Integer value = 0;

  friend bool operator==(strong_id x, strong_id y) {
    return x.value == y.value;
  }
  friend bool operator!=(strong_id x, strong_id y) {
    return x.value != y.value;
  }
  friend bool operator<(strong_id x, strong_id y) { return x.value < y.value; }
};

using election_id = strong_id<struct election_meaning>;
using region_id = strong_id<struct region_meaning>;
/// Unique within its election; starts at 1.
using option_id = strong_id<struct option_meaning>;

/// One election in one region: what one ballot is for.
struct contest_id {
  election_id election;
  region_id region;

  friend bool operator==(const contest_id& x, const contest_id& y) {
    return x.election == y.election && x.region == y.region;
  }
  friend bool operator!=(const contest_id& x, const contest_id& y) {
    return !(x == y);
  }
  friend bool operator<(const contest_id& x, const contest_id& y) {
    return std::tie(x.election, x.region) < std::tie(y.election, y.region);
  }
};

/// A slice of one contest's roll, owned by one validator.
struct partition_id {
  election_id election;
  region_id region;
  std::uint16_t slice = 0;

  [[nodiscard]] contest_id contest() const { return {election, region}; }

  friend bool operator==(const partition_id& x, const partition_id& y) {
    return x.election == y.election && x.region == y.region
           && x.slice == y.slice;
  }
  friend bool operator!=(const partition_id& x, const partition_id& y) {
    return !(x == y);
  }
  friend bool operator<(const partition_id& x, const partition_id& y) {
    return std::tie(x.election, x.region, x.slice)
           < std::tie(y.election, y.region, y.slice);
  }
};

/// For log lines and errors: `election 3 region 2 slice 0`.
std::string to_string(const partition_id& x);

/// SHA-256 of a credential under its roll's scheme. Never kept.
using credential_digest = fixed_bytes<32, struct digest_meaning>;
/// HMAC-SHA-256 of the digest under the election's tag key, cut to 16 bytes:
/// all that is ever kept of a credential.
using credential_tag = fixed_bytes<16, struct tag_meaning>;
/// Names a ballot in the box.
using ballot_id = fixed_bytes<16, struct ballot_meaning>;
/// Kept with a spent tag, so that a repeat gets its first answer.
using retry_id = fixed_bytes<16, struct retry_meaning>;
/// What the answer to a cast is called; from the same secret as the retry id,
/// so that a repeat shows it again.
using request_id = fixed_bytes<16, struct request_meaning>;

/// Counts the acquisitions of a partition; a later owner has a higher one.
using epoch_number = std::uint32_t;
/// Counts the frames of a partition, from 1 without gaps.
using sequence_number = std::uint64_t;

} // namespace scrutin

template <class Meaning, class Integer>
struct std::hash<scrutin::strong_id<Meaning, Integer>> {
  std::size_t operator()(scrutin::strong_id<Meaning, Integer> x) const {
    return std::hash<Integer>{}(x.value);
  }
};

template <>
struct std::hash<scrutin::partition_id> {
  std::size_t operator()(const scrutin::partition_id& x) const {
    auto mixed = (std::uint64_t{x.election.value} << 40)
                 ^ (std::uint64_t{x.region.value} << 16) ^ x.slice;
    return static_cast<std::size_t>(mixed * 0x9E3779B97F4A7C15ULL);
  }
};

template <>
struct std::hash<scrutin::contest_id> {
  std::size_t operator()(const scrutin::contest_id& x) const {
    return std::hash<scrutin::partition_id>{}({x.election, x.region, 0});
  }
};
