#pragma once

#include <functional>
#include <string>
#include <vector>

#include <caf/typed_event_based_actor.hpp>

#include "actors/restart_budget.hpp"
#include "domain/surroundings.hpp"
#include "protocol/type_ids.hpp"

namespace scrutin {

/// A child of a supervisor.
struct child_spec {
  /// For logs and metrics: `results`, `ingestion 0`.
  std::string name;
  /// Spawns a fresh incarnation and tells whoever needs its handle. Null ends
  /// the supervisor: the node is being taken down.
  std::function<caf::strong_actor_ptr()> start;
};

struct supervisor_options {
  restart_policy restarts;
  /// Draws the jitter.
  random_source random;
  /// Called before each restart, for metrics; may be empty.
  std::function<void(const std::string& child)> on_restart;
};

/// A failure that no restart can mend: it goes straight up the tree.
bool is_final(const caf::error& reason);

using supervisor_actor = caf::typed_actor<caf::reacts_to<restart_child>>;

/// Starts children in order, restarts one that fails with growing pauses, and
/// gives up to its parent past the restart intensity or on a failure that no
/// restart can mend. Ends its children in the reverse order when it ends.
class supervisor : public supervisor_actor::base {
public:
  supervisor(caf::actor_config& cfg, supervisor_options options,
             std::vector<child_spec> children);
  const char* name() const override { return "scrutin.supervisor"; }
  void on_exit() override;

protected:
  behavior_type make_behavior() override;

private:
  struct child {
    child_spec spec;
    restart_budget budget;
    caf::strong_actor_ptr running;
  };

  // -- messages ---------------------------------------------------------------
  void on(const restart_child& x);
  void on(const caf::down_msg& x);

  void start(child& x);
  void end_children();

  // -- state ------------------------------------------------------------------
  supervisor_options options_;
  std::vector<child> children_;
};

} // namespace scrutin
