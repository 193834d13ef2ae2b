#pragma once

#include <memory>

#include <caf/typed_event_based_actor.hpp>

#include "edge/results_view.hpp"
#include "edge/services.hpp"
#include "protocol/type_ids.hpp"

namespace scrutin::edge {

/// The results channel as it works.
using results_channel_actor =
  results_sink_actor::extend<caf::reacts_to<election_statuses>>;

/// Publishes released results for readers outside: of each contest that
/// changed, the object that the API gives for it. Advisory: what nobody takes
/// is dropped, and the next change says it all. Blocks: spawn it detached.
class results_channel : public results_channel_actor::base {
public:
  results_channel(caf::actor_config& cfg, edge_services services);
  const char* name() const override { return "scrutin.results_channel"; }
  void on_exit() override;

protected:
  behavior_type make_behavior() override;

private:
  void publish(const results_update& x);

  edge_services services_;
  results_view view_;
  bool away_ = false;
};

} // namespace scrutin::edge
