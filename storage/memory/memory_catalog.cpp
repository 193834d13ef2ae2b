#include "storage/memory/memory_catalog.hpp"

namespace scrutin {

result<std::optional<catalog_record>>
memory_catalog::find(election_id id) const {
  std::lock_guard lock{contents_->mutex};
  auto found = contents_->catalog.find(id);
  return found == contents_->catalog.end() ? std::nullopt
                                           : std::optional{found->second};
}

result<void> memory_catalog::put(const catalog_record& record) {
  std::lock_guard lock{contents_->mutex};
  contents_->catalog[record.election] = record;
  return {};
}

result<bool> memory_catalog::add(const catalog_record& record) {
  std::lock_guard lock{contents_->mutex};
  return contents_->catalog.emplace(record.election, record).second;
}

result<std::vector<catalog_record>> memory_catalog::all() const {
  std::lock_guard lock{contents_->mutex};
  std::vector<catalog_record> records;
  for (const auto& entry : contents_->catalog) {
    records.push_back(entry.second);
  }
  return records;
}

} // namespace scrutin
