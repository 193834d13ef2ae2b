#pragma once

#include "storage/catalog_store.hpp"
#include "storage/postgresql/session.hpp"

namespace scrutin {

/// The catalog on PostgreSQL.
class postgresql_catalog final : public catalog_store {
public:
  explicit postgresql_catalog(const postgresql_options& options);

  result<std::optional<catalog_record>> find(election_id id) const override;
  result<void> put(const catalog_record& record) override;
  result<bool> add(const catalog_record& record) override;
  result<std::vector<catalog_record>> all() const override;

private:
  /// @returns how many records it wrote.
  result<std::size_t> write(const pg_statement& statement,
                            const catalog_record& record);

  mutable pg_session session_;
};

} // namespace scrutin
