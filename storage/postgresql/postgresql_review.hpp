#pragma once

#include "storage/postgresql/session.hpp"
#include "storage/review_store.hpp"

namespace scrutin {

/// The review queue on PostgreSQL. Its commits do not wait for the disk.
class postgresql_review final : public review_store {
public:
  explicit postgresql_review(const postgresql_options& options);

  result<void> add(const std::vector<review_entry>& entries) override;
  result<std::vector<review_entry>> list(contest_id contest) const override;
  result<std::uint64_t> attempts(contest_id contest,
                                 review_kind kind) const override;

private:
  mutable pg_session session_;
};

} // namespace scrutin
