#pragma once

#include <map>
#include <memory>
#include <optional>

#include "domain/flat_table.hpp"
#include "storage/roll_store.hpp"

namespace scrutin {

class database;

/// Rolls on RocksDB: each call's tags in one synced batch of packed chunks, a
/// chunk for each first byte of a tag, and the counts with them.
///
/// Adding keeps the region of every tag of the election in memory (23 bytes a
/// tag, read from what is stored by the first call); reading the election's
/// roll, which is what comes when the adding is over, gives it back.
class rocksdb_roll final : public roll_store {
public:
  explicit rocksdb_roll(std::shared_ptr<database> db);
  ~rocksdb_roll() override;

  result<std::vector<roll_outcome>>
  add(election_id election, region_id region,
      const std::vector<credential_tag>& tags) override;
  result<roll_outcome> reserve(election_id election, region_id region,
                               const credential_tag& tag) override;
  result<void> release(election_id election,
                       const credential_tag& tag) override;
  result<void>
  read_reserved(election_id election,
                const std::function<void(region_id, const credential_tag&)>&
                  visit) const override;
  result<void> clear(election_id election) override;
  result<std::uint64_t> count(election_id election,
                              region_id region) const override;
  result<void>
  read(election_id election, region_id region, prefix_range prefixes,
       const std::function<void(const credential_tag&)>& visit) const override;

private:
  struct place {
    credential_tag tag;
    region_id region;
    [[nodiscard]] const credential_tag& key() const { return tag; }
  };
  using index = flat_table<place>;

  result<index*> index_of(election_id election);
  /// Reads a 256th of what is stored.
  result<std::optional<region_id>> region_of(election_id election,
                                             const credential_tag& tag) const;

  mutable std::map<election_id, index> indexes_;
  std::shared_ptr<database> db_;
};

} // namespace scrutin
