#pragma once

#include <chrono>
#include <memory>

#include <caf/typed_event_based_actor.hpp>

#include "edge/shared_state.hpp"
#include "protocol/type_ids.hpp"

namespace scrutin::edge {

/// The limit sharing actor as it works.
using limit_sharing_actor = caf::typed_actor<caf::reacts_to<clock_tick>>;

/// Tells the store that all nodes share what clients took from their buckets
/// here, and takes in what they took elsewhere. While the store is away the
/// limits are this node's own. Blocks: spawn it detached.
class limit_sharing : public limit_sharing_actor::base {
public:
  /// A client that goes from node to node is told apart from new ones after
  /// this time.
  static constexpr std::chrono::milliseconds interval{50};

  limit_sharing(caf::actor_config& cfg, std::shared_ptr<shared_state> shared);
  const char* name() const override { return "scrutin.limit_sharing"; }
  void on_exit() override;

protected:
  behavior_type make_behavior() override;

private:
  void exchange();

  std::shared_ptr<shared_state> shared_;
  bool away_ = false;
};

} // namespace scrutin::edge
