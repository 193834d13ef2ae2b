#pragma once

#include <optional>
#include <string>
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

/// The elections that a store knows. Used from one thread at a time.
class catalog_store {
public:
  virtual ~catalog_store() = default;

  virtual result<std::optional<catalog_record>> find(election_id id) const = 0;
  /// Writes a record, new or changed; durable when it returns.
  virtual result<void> put(const catalog_record& record) = 0;
  virtual result<std::vector<catalog_record>> all() const = 0;
};

} // namespace scrutin
