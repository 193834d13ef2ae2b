#pragma once

#include <memory>

#include "storage/memory/memory_contents.hpp"
#include "storage/review_store.hpp"

namespace scrutin {

/// The review queue in memory.
class memory_review final : public review_store {
public:
  explicit memory_review(std::shared_ptr<memory_contents> contents)
    : contents_(std::move(contents)) {}

  result<void> add(const std::vector<review_entry>& entries) override;
  result<std::vector<review_entry>> list(contest_id contest) const override;
  result<std::uint64_t> attempts(contest_id contest,
                                 review_kind kind) const override;

private:
  std::shared_ptr<memory_contents> contents_;
};

} // namespace scrutin
