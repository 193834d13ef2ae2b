#include "actors/snapshot_keeper.hpp"

#include "monitoring/log.hpp"

namespace scrutin {

snapshot_keeper::snapshot_keeper(caf::actor_config& cfg,
                                 std::unique_ptr<snapshot_store> store,
                                 directory_ptr elections, random_source random)
  : snapshot_keeper_actor::base(cfg), store_(std::move(store)),
    elections_(std::move(elections)), random_(std::move(random)) {
}

snapshot_keeper::behavior_type snapshot_keeper::make_behavior() {
  return {[this](const keep_snapshot& x) { on(x); }};
}

void snapshot_keeper::on(const keep_snapshot& x) {
  const auto* served = elections_->find(x.partition.election);
  if (served == nullptr) {
    return;
  }
  snapshot_sealer sealer{x.partition, served->keys.frame};
  auto kept = store_->put(
    sealer.seal(x.after, x.ledger, random_(scrutin::sealer::nonce_size)));
  if (!kept && !away_) {
    log_event(log_level::warning, "snapshots_away",
              {{log_key::detail, kept.failure().detail}});
  } else if (kept && away_) {
    log_event(log_level::info, "snapshots_back", {});
  }
  away_ = !kept;
}

} // namespace scrutin
