#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <vector>

#include <caf/typed_event_based_actor.hpp>

#include "actors/contest_totals.hpp"
#include "domain/counting/running_runoff.hpp"
#include "domain/election_directory.hpp"
#include "domain/surroundings.hpp"
#include "protocol/type_ids.hpp"

namespace scrutin {

struct results_options {
  directory_ptr elections;
  wall_clock now;
  /// How often what changed is counted and published.
  std::uint32_t interval_ms = 200;
  /// How long a contest whose partitions are not all in is kept back after the
  /// start: a dashboard is not to see totals go down.
  std::uint32_t settle_ms_max = 5'000;
  /// Figures in one update, which keeps it well under a megabyte; one contest
  /// more may pass it. What is left over follows with the next.
  std::uint32_t update_figures_max = 20'000;
  /// Pairs of more options than this are not published: they would be most of
  /// a message. A recount has them.
  std::uint32_t pairs_options_max = 100;
  /// Rounds that would make a contest larger than this are not published
  /// either; 12 bytes a figure have to fit a message.
  std::uint32_t contest_figures_max = 60'000;

  /// @returns `bad_configuration` for a limit of 0.
  [[nodiscard]] result<void> validate() const;
};

/// The results actor as it works.
using results_base = results_actor::extend<caf::reacts_to<clock_tick>>;

/// Adds up partitions to contests, counts them by their method, and publishes
/// what the results policy lets out. Soft state: a new one asks the
/// validators for everything again.
///
/// Each subscriber has one unacknowledged update at most; what changes
/// meanwhile is conflated into its next.
class results : public results_base::base {
public:
  results(caf::actor_config& cfg, results_options options);
  const char* name() const override { return "scrutin.results"; }
  void on_exit() override;

protected:
  behavior_type make_behavior() override;

private:
  struct subscriber {
    results_sink_actor sink;
    std::set<contest_id> due;
    std::uint64_t number = 0;
    bool awaiting_ack = false;
  };

  // -- messages ---------------------------------------------------------------
  void on(totals_update& x);
  void on(const subscribe_results&);
  void on(const results_ack& x);
  void on(const partition_map& x);
  void on(const election_statuses& x);
  void on(const clock_tick&);

  /// Takes up what was defined since.
  void follow_elections();
  void follow(contest_id contest, std::uint16_t slices);

  // -- publishing -------------------------------------------------------------
  void forget(const caf::actor_addr& gone);
  void publish(subscriber& x);
  /// Whether a contest waits for partitions that nothing was heard of yet.
  [[nodiscard]] bool settles(contest_id contest) const;
  void count(contest_id contest);
  contest_count counted(contest_id contest, const election& rules);
  [[nodiscard]] bool votes_released(const election& rules) const;
  /// Regions of an election that has closed whose votes come out in one sum.
  [[nodiscard]] std::vector<region_id> merged_in(const election& rules) const;
  /// Counts their sum.
  [[nodiscard]] contest_count counted(const std::vector<region_id>& merged,
                                      const election& rules) const;

  // -- state ------------------------------------------------------------------
  results_options options_;
  std::map<election_id, const served_election*> elections_;
  /// Of the directory, when it was followed last.
  std::uint64_t version_ = 0;
  std::map<contest_id, contest_totals> contests_;
  /// Counts of instant-runoffs, which go on where most others begin again.
  std::map<contest_id, running_runoff> runoffs_;
  /// What officials decided of names that voters wrote in.
  std::map<contest_id, std::vector<write_in_merge>> merged_names_;
  std::map<contest_id, contest_report> reports_;
  std::set<contest_id> changed_;
  std::map<partition_id, validator_actor> validators_;
  std::vector<subscriber> subscribers_;
  std::uint32_t settle_ms_left_ = 0;
};

} // namespace scrutin
