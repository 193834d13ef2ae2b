#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "domain/election.hpp"
#include "domain/ids.hpp"
#include "domain/result.hpp"

namespace scrutin {

/// What a store must remember of an election beside its roll and ballots.
struct catalog_record {
  election_id election;
  /// 32 bytes: the meaning that ballots were cast under.
  std::string fingerprint;
  /// The election's keys, sealed under the master key.
  std::string wrapped_keys;
  /// Slices of each region's roll, once sealed.
  std::vector<std::pair<region_id, std::uint16_t>> slices;
};

/// All of an election's.
inline std::vector<partition_id> partitions_of(const catalog_record& x) {
  std::vector<partition_id> all;
  for (const auto& [region, slices] : x.slices) {
    for (std::uint16_t slice = 0; slice < slices; ++slice) {
      all.push_back({x.election, region, slice});
    }
  }
  return all;
}

/// The elections that a store knows. Used from one thread at a time.
class catalog_store {
public:
  virtual ~catalog_store() = default;

  virtual result<std::optional<catalog_record>> find(election_id id) const = 0;
  /// Writes a record, new or changed; durable when it returns.
  virtual result<void> put(const catalog_record& record) = 0;
  /// Writes the record of a new election, so that its keys are made once
  /// whoever else makes some.
  /// @returns false, and writes nothing, where there is one.
  virtual result<bool> add(const catalog_record& record) = 0;
  virtual result<std::vector<catalog_record>> all() const = 0;
};

} // namespace scrutin
