#pragma once

#include <memory>
#include <mutex>
#include <utility>

#include "storage/roll_store.hpp"

namespace scrutin {

/// A roll that several threads may use: one after the other.
class guarded_roll final : public roll_store {
public:
  explicit guarded_roll(std::unique_ptr<roll_store> inner)
    : inner_(std::move(inner)) {}

  result<std::vector<roll_outcome>>
  add(election_id election, region_id region,
      const std::vector<credential_tag>& tags) override {
    std::lock_guard lock{mutex_};
    return inner_->add(election, region, tags);
  }
  result<roll_outcome> reserve(election_id election, region_id region,
                               const credential_tag& tag) override {
    std::lock_guard lock{mutex_};
    return inner_->reserve(election, region, tag);
  }
  result<void> release(election_id election,
                       const credential_tag& tag) override {
    std::lock_guard lock{mutex_};
    return inner_->release(election, tag);
  }
  result<void>
  read_reserved(election_id election,
                const std::function<void(region_id, const credential_tag&)>&
                  visit) const override {
    std::lock_guard lock{mutex_};
    return inner_->read_reserved(election, visit);
  }
  result<void> clear(election_id election) override {
    std::lock_guard lock{mutex_};
    return inner_->clear(election);
  }
  result<std::uint64_t> count(election_id election,
                              region_id region) const override {
    std::lock_guard lock{mutex_};
    return inner_->count(election, region);
  }
  result<void>
  read(election_id election, region_id region, prefix_range prefixes,
       const std::function<void(const credential_tag&)>& visit) const override {
    std::lock_guard lock{mutex_};
    return inner_->read(election, region, prefixes, visit);
  }

private:
  mutable std::mutex mutex_;
  std::unique_ptr<roll_store> inner_;
};

} // namespace scrutin
