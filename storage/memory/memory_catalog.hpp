#pragma once

#include <memory>

#include "storage/catalog_store.hpp"
#include "storage/memory/memory_contents.hpp"

namespace scrutin {

/// The catalog in memory.
class memory_catalog final : public catalog_store {
public:
  explicit memory_catalog(std::shared_ptr<memory_contents> contents)
    : contents_(std::move(contents)) {}

  result<std::optional<catalog_record>> find(election_id id) const override;
  result<void> put(const catalog_record& record) override;
  result<bool> add(const catalog_record& record) override;
  result<std::vector<catalog_record>> all() const override;

private:
  std::shared_ptr<memory_contents> contents_;
};

} // namespace scrutin
