#pragma once

#include <memory>

#include "storage/memory/memory_contents.hpp"
#include "storage/roll_store.hpp"

namespace scrutin {

/// Rolls in memory.
class memory_roll final : public roll_store {
public:
  explicit memory_roll(std::shared_ptr<memory_contents> contents)
    : contents_(std::move(contents)) {}

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
  std::shared_ptr<memory_contents> contents_;
};

} // namespace scrutin
