#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <tuple>
#include <vector>

#include "protocol/messages.hpp"

namespace scrutin::edge {

/// Unix ms.
struct election_hours {
  std::int64_t opens_at_ms = 0;
  std::int64_t closes_at_ms = 0;
};

/// The newest released results and the states of elections, as one io thread
/// knows them. Nothing here was not let out by the results policy.
class results_view {
public:
  struct seen_contest {
    contest_report report;
    /// Revision of the view at which it changed last.
    std::uint64_t revision = 0;
    /// At which one more of its partitions had opened.
    std::uint64_t opened_revision = 0;
  };
  struct seen_state {
    election_state state = election_state::announced;
    std::uint64_t revision = 0;
  };

  void apply(const results_update& x);
  void apply(const election_statuses& x);
  void apply(const certificate_published& x);

  /// @returns null before anything was heard of the contest.
  [[nodiscard]] const contest_report* find(contest_id id) const;
  /// The report that has a contest's votes: its own, or where several regions
  /// come out in one sum, that of the first of them.
  /// @returns null before that one was heard.
  [[nodiscard]] const contest_report*
  with_votes_of(const contest_report& report) const;
  [[nodiscard]] election_state state_of(election_id id) const;
  /// How a region stands; nothing before it was heard of.
  [[nodiscard]] std::optional<region_course> course_of(contest_id id) const;
  /// Candidates who have withdrawn, as officials or the ballot box have it.
  [[nodiscard]] std::vector<option_id> withdrawn_from(contest_id id) const;
  /// From the first region's opening to the last one's close, as officials have
  /// moved them; what nobody has decided yet is as defined.
  [[nodiscard]] election_hours hours_of(const election& x) const;

  /// Grows with every change.
  [[nodiscard]] std::uint64_t revision() const { return revision_; }
  [[nodiscard]] const std::map<contest_id, seen_contest>& contests() const {
    return contests_;
  }
  [[nodiscard]] const std::map<election_id, seen_state>& states() const {
    return states_;
  }
  /// Results that were certified, by election, region and version.
  using certificate_key = std::tuple<election_id, region_id, std::uint32_t>;
  [[nodiscard]] const std::map<certificate_key, result_certificate>&
  certificates() const {
    return certificates_;
  }

private:
  std::uint64_t revision_ = 0;
  std::map<contest_id, seen_contest> contests_;
  std::map<election_id, seen_state> states_;
  std::map<contest_id, region_course> courses_;
  std::map<certificate_key, result_certificate> certificates_;
};

} // namespace scrutin::edge
