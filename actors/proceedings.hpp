#pragma once

#include <memory>
#include <vector>

#include <caf/typed_event_based_actor.hpp>

#include "actors/official_log.hpp"
#include "domain/surroundings.hpp"
#include "protocol/type_ids.hpp"

namespace scrutin {

/// Proceedings as they work.
using proceedings_base = proceedings_actor::extend<caf::reacts_to<clock_tick>>;

/// Tells the node what officials did, wherever they did it: reads the audit log
/// every second, and at once after an act of its own node. While the store
/// cannot be read it says nothing, and nobody opens or closes by an hour that
/// it has not covered. Blocks on the store: spawn it detached.
class proceedings : public proceedings_base::base {
public:
  static constexpr std::chrono::milliseconds look_every{1'000};

  proceedings(caf::actor_config& cfg,
              std::shared_ptr<const administration_store> store,
              const directory_ptr& elections, wall_clock now);
  const char* name() const override { return "scrutin.proceedings"; }
  void on_exit() override;

protected:
  behavior_type make_behavior() override;

private:
  void on(const subscribe_acts&);
  void on(const clock_tick&);
  void look();

  official_log log_;
  wall_clock now_;
  /// Of the last look that went well; 0: none did.
  std::int64_t as_of_ms_ = 0;
  bool failing_ = false;
  std::vector<catalog_actor> subscribers_;
};

} // namespace scrutin
