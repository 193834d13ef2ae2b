#pragma once

#include <map>
#include <vector>

#include "actors/account_registry.hpp"
#include "actors/official_log.hpp"
#include "domain/certification/result_certificate.hpp"
#include "domain/surroundings.hpp"
#include "domain/write_ins.hpp"
#include "protocol/administration.hpp"

namespace scrutin {

/// What closed partitions hold, counted for a certificate.
struct counted_contests {
  std::vector<certified_contest> contests;
  /// By which names that voters wrote in were counted.
  merged_names_by_region merged_names;
};

/// What officials decide of the course of elections: each decision is one write
/// with its line of the audit log. Used from one thread at a time.
class decision_desk {
public:
  /// @param registry, officials: of one store; outlive the desk.
  decision_desk(account_registry& registry, official_log& officials,
                directory_ptr elections, wall_clock now);

  /// Does, proposes or seconds what an official decides.
  /// @param x: the act, and the permission that it takes.
  /// @param counted: of an act that certifies: the contests that it is about.
  /// @returns it as it stands in the log; `unknown_election`, `wrong_state`
  /// where it may not follow; what account_registry's acts return.
  result<official_act> decide(const account& who, const acting& actor,
                              const admin_request& x,
                              const counted_contests& counted = {});

  /// What the act is to be as of now.
  /// @returns what decide() does where it may not be.
  result<official_act> next(const account& who, const admin_request& x);

  /// Acts that were done, and proposals that wait.
  /// @returns `unknown_election`; errors of the store.
  result<std::vector<official_act>> list(election_id election);

  /// What was decided of names that voters wrote in, as of the last look.
  [[nodiscard]] merged_names_by_region merged_names(election_id election);
  /// The same as of now, where voters may write names in.
  /// @param where: region 0 for all of them.
  /// @returns `unknown_election`, `unknown_region`, `wrong_state`; errors of
  /// the store.
  result<merged_names_by_region> merged_names_by_now(contest_id where);

private:
  /// @returns `wrong_state` where what was counted cannot be certified: a name
  /// was merged since, or a region's votes come out with others' alone.
  result<void> check(const official_act& act, const counted_contests& counted);
  /// Signs, and puts the certificate into the change and its hash into the act.
  result<void> sign(official_act& act, std::uint64_t number,
                    const std::vector<certified_contest>& counted,
                    administration_change& change) const;

  account_registry& registry_;
  official_log& officials_;
  directory_ptr elections_;
  wall_clock now_;
};

} // namespace scrutin
