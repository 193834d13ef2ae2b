#pragma once

#include <chrono>
#include <memory>
#include <set>

#include <caf/typed_event_based_actor.hpp>

#include "edge/results_view.hpp"
#include "edge/services.hpp"
#include "protocol/type_ids.hpp"

namespace scrutin::edge {

/// The results channel as it works.
using results_channel_actor =
  results_sink_actor::extend<caf::reacts_to<election_statuses>,
                             caf::reacts_to<clock_tick>>;

/// Publishes released results for readers outside: of each contest that
/// changed, or whose election did, the object that the API gives for it. What
/// nobody takes stays due, as it then is. Blocks: spawn it detached.
class results_channel : public results_channel_actor::base {
public:
  /// Between two tries while nobody takes anything.
  static constexpr std::chrono::milliseconds pause{1'000};

  results_channel(caf::actor_config& cfg, edge_services services);
  const char* name() const override { return "scrutin.results_channel"; }
  void on_exit() override;

protected:
  behavior_type make_behavior() override;

private:
  // -- messages ---------------------------------------------------------------
  void on(const results_update& x);
  void on(const election_statuses& x);
  void on(const clock_tick&);

  void publish_due();
  void note_away(const error& why);
  void note_taken();

  // -- state ------------------------------------------------------------------
  edge_services services_;
  results_view view_;
  std::set<contest_id> due_;
  /// Nobody took the last event; the next tick tries again.
  bool waiting_ = false;
  bool away_ = false;
};

} // namespace scrutin::edge
