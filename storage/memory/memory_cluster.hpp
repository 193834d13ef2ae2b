#pragma once

#include <memory>

#include "domain/surroundings.hpp"
#include "storage/cluster_store.hpp"
#include "storage/memory/memory_contents.hpp"

namespace scrutin {

/// Membership and ownership in memory.
class memory_cluster final : public cluster_store {
public:
  memory_cluster(std::shared_ptr<memory_contents> contents, wall_clock now)
    : contents_(std::move(contents)), now_(std::move(now)) {}

  result<void> renew(const member& self) override;
  result<cluster_view> view() const override;
  result<void> release(partition_id partition, epoch_number epoch) override;
  result<void> set_draining(const std::string& node, bool draining) override;
  result<void> remove(const std::string& node) override;

private:
  std::shared_ptr<memory_contents> contents_;
  wall_clock now_;
};

} // namespace scrutin
