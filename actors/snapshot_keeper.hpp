#pragma once

#include <memory>

#include <caf/typed_event_based_actor.hpp>

#include "domain/election_directory.hpp"
#include "domain/surroundings.hpp"
#include "protocol/type_ids.hpp"
#include "storage/snapshot_store.hpp"

namespace scrutin {

/// Seals what validators save of their partitions and puts it where the next
/// owner finds it. What cannot be kept is dropped: it only saves time.
/// Blocks: spawn it detached.
class snapshot_keeper : public snapshot_keeper_actor::base {
public:
  snapshot_keeper(caf::actor_config& cfg, std::unique_ptr<snapshot_store> store,
                  directory_ptr elections, random_source random);
  const char* name() const override { return "scrutin.snapshot_keeper"; }

protected:
  behavior_type make_behavior() override;

private:
  void on(const keep_snapshot& x);

  std::unique_ptr<snapshot_store> store_;
  directory_ptr elections_;
  random_source random_;
  bool away_ = false;
};

} // namespace scrutin
