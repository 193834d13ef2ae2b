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
  /// Whether proceedings tell what officials did. Nothing is opened or closed
  /// then by an hour up to which that is not known.
  bool follows_acts = false;
  /// Whether it opens and closes at all: a guest leaves that to its hosts, who
  /// know what officials did, and asks every so often how partitions are.
  bool drives = true;
  std::uint32_t look_every_ticks = 10;
  /// How long an election that was defined anew, or whose roll was loaded, is
  /// not opened yet: other nodes have to know of it too. 0 where there are
  /// none.
  std::uint32_t change_settles_ms = 0;

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
    /// Of the last act that the validator has in its log.
    std::uint64_t course = 0;
  };

  // -- messages ---------------------------------------------------------------
  void on(const subscribe_elections&);
  void on(const subscribe_certificates&);
  void on(const partition_map& x);
  void on(const acts_known& x);
  void on(const clock_tick&);

  /// Keeps one that is new, and tells it.
  void publish(const result_certificate& x);
  void forget(const caf::actor_addr& gone);
  /// Takes up what was defined since.
  void follow_elections();
  void follow(const served_election& x);
  void follow_routes();
  void drive();
  /// Asks all partitions that may still change how they are.
  void look();
  /// Whether that hour has come, whatever officials did.
  [[nodiscard]] bool is_past(std::int64_t at_ms) const;
  template <class Command>
  void command(partition_id partition, partition_view& x, Command what,
               std::uint64_t course = 0);
  void publish();
  void measure() const;
  [[nodiscard]] election_state state_of(const served_election& served) const;
  [[nodiscard]] election_statuses statuses() const;

  // -- state ------------------------------------------------------------------
  catalog_options options_;
  std::map<partition_id, partition_view> partitions_;
  struct known_election {
    const served_election* served = nullptr;
    election_course course;
    /// Unix ms; before it, it is not opened.
    std::int64_t settled_at_ms = 0;
  };

  std::map<election_id, known_election> elections_;
  /// Of the directory, when it was followed last.
  std::uint64_t version_ = 0;
  /// All of them, for elections that are still to come.
  std::vector<official_act> acts_;
  partition_map routes_;
  std::int64_t acts_as_of_ms_ = 0;
  std::uint32_t ticks_ = 0;
  /// Something that subscribers do not know yet, besides states.
  bool courses_changed_ = false;
  std::map<election_id, election_state> published_;
  std::vector<election_sink_actor> subscribers_;
  /// In the order of the acts that certified.
  std::vector<result_certificate> certificates_;
  std::vector<certificate_sink_actor> certificate_subscribers_;
};

} // namespace scrutin
