#pragma once

#include <memory>
#include <string>

#include "storage/ballot_box_store.hpp"
#include "storage/memory/memory_contents.hpp"

namespace scrutin {

/// The ballot box in memory.
class memory_ballot_box final : public ballot_box_store {
public:
  /// @param node: noted as the owner of what is acquired.
  memory_ballot_box(std::shared_ptr<memory_contents> contents, std::string node)
    : contents_(std::move(contents)), node_(std::move(node)) {}

  result<acquired_log> acquire(partition_id partition,
                               const frame_visitor& visit) override;
  result<acquired_log> acquire_after(partition_id partition,
                                     const frame_mark& known,
                                     const frame_visitor& visit) override;
  result<void> read(partition_id partition,
                    const frame_visitor& visit) const override;
  std::vector<result<void>>
  append(const std::vector<spending_frame>& frames) override;
  std::vector<result<void>>
  confirm(const std::vector<held_partition>& held) override;
  result<std::vector<partition_id>> partitions() const override;

private:
  result<void> read_after(partition_id partition, const frame_mark& known,
                          const frame_visitor& visit) const;

  std::shared_ptr<memory_contents> contents_;
  std::string node_;
};

} // namespace scrutin
