#pragma once

#include <memory>
#include <vector>

#include "storage/postgresql/session.hpp"
#include "storage/roll_store.hpp"

namespace scrutin {

/// Rolls on PostgreSQL: a row a tag, and a count for each region.
///
/// Nodes may hold a roll in memory while somebody changes it. So a change
/// raises the epoch of every partition of its election in the same
/// transaction: whoever read the roll before cannot open voting over it, and
/// has to read it again. Partitions in further databases are kept from opening
/// while a change is under way, and find that it has taken place by the version
/// that it counts up. Once a partition has opened, a change is `wrong_state`.
/// What is reserved changes no roll and may be at any time.
class postgresql_roll final : public roll_store {
public:
  /// @param further: databases with partitions of the same elections.
  explicit postgresql_roll(const postgresql_options& options,
                           const std::vector<postgresql_options>& further = {});

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
  /// Keeps whoever read the roll from going on with it.
  /// @returns what holds partitions in further databases as they are until the
  /// change is committed.
  using state_check = result<void> (*)(const pg_rows& states, election_id);
  result<std::vector<pg_transaction>>
  fence(pg_transaction& tx, election_id election, state_check allows);

  mutable pg_session session_;
  std::vector<std::unique_ptr<pg_session>> further_;
};

} // namespace scrutin
