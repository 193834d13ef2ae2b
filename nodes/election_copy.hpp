#pragma once

#include <cstdint>
#include <functional>

#include "domain/cryptography.hpp"
#include "domain/election_keys.hpp"
#include "storage/store.hpp"

namespace scrutin {

/// What a store holds of one election.
struct election_extent {
  std::uint64_t voters = 0;
  std::uint64_t partitions = 0;
  std::uint64_t frames = 0;
  std::uint64_t ballots = 0;
  std::uint64_t reviews = 0;
  /// SHA-256 over region and tags of every roll, in the order of regions and
  /// tags; each part hashed with the hash before it.
  sha256_hash roll;
  /// SHA-256 over every frame as it is stored, in the order of partitions and
  /// sequences; each hashed with the hash before it.
  sha256_hash log;
};

bool operator==(const election_extent& x, const election_extent& y);

/// Reads all that a store holds of an election; opens every frame.
/// @returns `damaged` where a frame does not open; errors of the store.
result<election_extent> measure(const store& at, const catalog_record& record,
                                const election_keys& keys);

/// Told of voters and frames that are there since the last call.
using copy_progress = std::function<void(std::uint64_t)>;

/// Brings an election into another store as it is: record with wrapped keys,
/// rolls, frames under their epochs and sequences, refused attempts (of those
/// past review_store's bound the mere count stays behind). What an
/// earlier run has brought already is compared and left. Every partition of the
/// source is acquired, so that no owner goes on writing there, and the target's
/// epochs end past the source's: no frame is ever sealed twice under one nonce.
/// @returns `wrong_state` where the target holds something else of that
/// election; errors of the stores.
result<void> copy_election(const store& from, const store& to,
                           const catalog_record& record,
                           const election_keys& keys,
                           const copy_progress& progress);

} // namespace scrutin
