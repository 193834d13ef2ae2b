#pragma once

#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "domain/course/official_act.hpp"
#include "domain/election.hpp"

namespace scrutin {

/// What officials decided of a name that voters wrote in.
struct write_in_merge {
  /// See write_in_id_of().
  std::string written_name;
  /// Whom it counts for; 0: nobody.
  option_id option;

  friend bool operator==(const write_in_merge& x, const write_in_merge& y) {
    return x.written_name == y.written_name && x.option == y.option;
  }
};

/// How things stand in one region, by the definition and what officials did.
struct region_course {
  /// Of an hour that nobody has set yet.
  static constexpr std::int64_t undecided =
    std::numeric_limits<std::int64_t>::max();

  /// Unix ms.
  std::int64_t opens_at_ms = undecided;
  std::int64_t closes_at_ms = undecided;
  bool suspended = false;
  /// 0: not yet.
  std::int64_t certified_at_ms = 0;
  bool annulled = false;
  /// Candidates, in the order of their withdrawals.
  std::vector<option_id> withdrawn = {};
  static constexpr std::size_t merged_max = 1'000;
  /// Each name once, in the order in which they were first decided about.
  std::vector<write_in_merge> merged = {};
  /// Of the last act that ballots depend on; 0: none.
  std::uint64_t number = 0;

  [[nodiscard]] bool takes_ballots(std::int64_t at_ms) const {
    return at_ms >= opens_at_ms && at_ms < closes_at_ms && !suspended;
  }
};

/// What was certified of a region, or of a whole election.
struct certified_scope {
  std::uint32_t versions = 0;
  /// Of the newest: SHA-256 of its document, in hexadecimal.
  std::string sha256;
};

/// The course of an election: its definition, and a fold of what officials did.
class election_course {
public:
  static constexpr std::int64_t proposal_ms_max =
    std::int64_t{24} * 3'600 * 1'000;

  /// @param rules: outlives the course.
  explicit election_course(const election& rules);

  /// @returns `unknown_region`; `unknown_option`; `wrong_state` where it may
  /// not follow, saying why and what would; what check_shape() says.
  [[nodiscard]] result<void> check(const official_act& next) const;
  /// Whether a further official has to agree.
  [[nodiscard]] bool needs_second(act_kind x) const;
  /// @returns the proposal that an act of a second official carries out;
  /// `wrong_state` where it is not there any more, is another act, or is the
  /// same official's.
  [[nodiscard]] result<official_act> proposal(std::uint64_t number,
                                              act_kind what,
                                              const std::string& seconded_by,
                                              std::int64_t now_ms) const;
  /// Takes the next act of the log in.
  void add(const official_act& x);

  [[nodiscard]] const region_course& of(region_id region) const;
  /// By the region of the act, 0 where it was for all; null where nothing was
  /// certified so.
  [[nodiscard]] const certified_scope* certified(region_id region) const;
  [[nodiscard]] const std::map<region_id, region_course>& regions() const {
    return regions_;
  }
  /// In their order; those that wait for a second official too.
  [[nodiscard]] const std::vector<official_act>& acts() const { return acts_; }
  [[nodiscard]] bool is_waiting(const official_act& x,
                                std::int64_t now_ms) const;
  [[nodiscard]] const election& rules() const { return *rules_; }

private:
  [[nodiscard]] result<void> check(const official_act& next,
                                   const region_course& now) const;
  /// Whether every region was.
  [[nodiscard]] bool is_annulled() const;
  [[nodiscard]] result<void> check_withdrawal(const official_act& next) const;
  [[nodiscard]] result<void> check_merge(const official_act& next) const;
  void apply(const official_act& x, region_course& to) const;

  const election* rules_;
  std::map<region_id, region_course> regions_;
  std::map<region_id, certified_scope> certified_;
  std::vector<official_act> acts_;
  /// Numbers of proposals that were carried out.
  std::vector<std::uint64_t> carried_out_;
};

} // namespace scrutin
