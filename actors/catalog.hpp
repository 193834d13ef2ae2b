#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include <caf/typed_event_based_actor.hpp>

#include "domain/election_directory.hpp"
#include "domain/surroundings.hpp"
#include "monitoring/metrics.hpp"
#include "protocol/type_ids.hpp"

namespace scrutin {

struct catalog_options {
  directory_ptr elections;
  wall_clock now;
  /// Outlives the actor; may be null.
  metrics* measured = nullptr;
  /// How often the clock is looked at.
  std::uint32_t tick_ms = 100;
  /// How long a partition may take to open or close before it is asked again.
  std::uint32_t deadline_ms = 10'000;

  /// @returns `bad_configuration` for a limit of 0.
  [[nodiscard]] result<void> validate() const;
};

/// The catalog as it works.
using catalog_base = catalog_actor::extend<caf::reacts_to<clock_tick>>;

/// Opens and closes elections when the clock says so, partition by partition,
/// and tells which are open. What a partition's log says is what counts: an
/// election is open or closed once all its partitions are.
class catalog : public catalog_base::base {
public:
  catalog(caf::actor_config& cfg, catalog_options options);
  const char* name() const override { return "scrutin.catalog"; }
  void on_exit() override;

protected:
  behavior_type make_behavior() override;

private:
  struct partition_view {
    validator_actor validator;
    partition_state state = partition_state::sealed;
    bool asked = false;
  };

  // -- messages ---------------------------------------------------------------
  void on(const subscribe_elections&);
  void on(const partition_map& x);
  void on(const clock_tick&);

  void forget(const caf::actor_addr& gone);
  void drive();
  template <class Command>
  void command(partition_id partition, partition_view& x);
  void publish();
  void measure() const;
  [[nodiscard]] election_state state_of(const served_election& served) const;
  [[nodiscard]] election_statuses statuses() const;

  // -- state ------------------------------------------------------------------
  catalog_options options_;
  std::map<partition_id, partition_view> partitions_;
  std::map<election_id, election_state> published_;
  std::vector<election_sink_actor> subscribers_;
};

} // namespace scrutin
