#pragma once

#include "storage/cluster_store.hpp"
#include "storage/postgresql/session.hpp"

namespace scrutin {

/// Membership on PostgreSQL, by its server's clock alone.
///
/// Every incarnation that was ever seen is kept. One that comes for the first
/// time is the newest under its name; one that comes again while the name is
/// another's, or nobody's, is out.
class postgresql_cluster final : public cluster_store {
public:
  explicit postgresql_cluster(const postgresql_options& options);

  result<void> renew(const member& self) override;
  result<cluster_view> view() const override;
  result<void> release(partition_id partition, epoch_number epoch) override;
  result<void> set_draining(const std::string& node, bool draining) override;
  result<void> remove(const std::string& node) override;

private:
  mutable pg_session session_;
};

} // namespace scrutin
