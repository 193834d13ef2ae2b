#pragma once

#include "storage/postgresql/session.hpp"
#include "storage/relation_store.hpp"

namespace scrutin {

/// The relations of migrations/0002_predecessor_relations.sql. Who leads holds
/// a lock of its session.
class predecessor_relations final : public relation_store {
public:
  explicit predecessor_relations(const postgresql_options& options);

  result<bool> leads() override;
  result<void> write(const election& x, relation_status status) override;
  result<void> write(election_id election, region_id region,
                     const contest_count& released, std::uint32_t day) override;
  result<void> note_queue(const std::string& name, std::uint64_t messages,
                          std::uint64_t consumers, double per_s) override;

private:
  pg_session session_;
};

} // namespace scrutin
