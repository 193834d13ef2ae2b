#pragma once

#include <cstdint>
#include <map>
#include <set>

#include <caf/typed_event_based_actor.hpp>
#include <caf/typed_response_promise.hpp>

#include "actors/contest_totals.hpp"
#include "domain/election_directory.hpp"
#include "protocol/type_ids.hpp"

namespace scrutin {

struct final_count_options {
  directory_ptr elections;
  election_id election;
  /// 0: every region.
  region_id region;
  std::map<partition_id, validator_actor> validators;
  /// What officials decided of names that voters wrote in.
  merged_names_by_region merged_names;
  /// How long partitions have to say how they are.
  std::uint32_t deadline_ms = 10'000;
};

/// A final count as it works.
using final_count_base = final_count_actor::extend<caf::reacts_to<clock_tick>>;

/// Adds up what closed partitions hold, as their logs say, and counts it: what
/// is certified depends on nothing that was added up before. Of one region, or
/// of all; under `at_close` every region has to be closed before any is
/// counted, since nothing comes out before that.
class final_count : public final_count_base::base {
public:
  final_count(caf::actor_config& cfg, final_count_options options);
  const char* name() const override { return "scrutin.final_count"; }
  void on_exit() override;

protected:
  behavior_type make_behavior() override;

private:
  caf::result<final_counts> on(const count_wanted&);
  void on(totals_update& x);
  void finish();
  [[nodiscard]] certified_contest count_of(const contest& where) const;
  /// Regions whose votes come out in one sum.
  [[nodiscard]] std::vector<region_id> merged() const;
  [[nodiscard]] certified_contest
  merged_count_of(const contest& where,
                  const std::vector<region_id>& merged) const;
  [[nodiscard]] std::vector<write_in_count>
  names_in(const contest& where) const;
  [[nodiscard]] bool is_counted(region_id region) const;

  final_count_options options_;
  const served_election* served_;
  std::map<region_id, contest_totals> totals_;
  /// Partitions that have not said how they are.
  std::set<partition_id> due_;
  std::vector<partition_id> open_;
  std::vector<partition_id> silent_;
  caf::typed_response_promise<final_counts> promise_;
};

} // namespace scrutin
