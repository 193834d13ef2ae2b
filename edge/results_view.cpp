#include "edge/results_view.hpp"

#include <algorithm>

namespace scrutin::edge {

void results_view::apply(const results_update& x) {
  ++revision_;
  for (const auto& report : x.contests) {
    contests_[report.contest] = {report, revision_};
  }
}

void results_view::apply(const election_statuses& x) {
  ++revision_;
  for (const auto& status : x.elections) {
    auto [at, added] = states_.try_emplace(status.election);
    if (added || at->second.state != status.state) {
      at->second = {status.state, revision_};
    }
  }
  for (const auto& region : x.regions) {
    courses_[region.contest] = region.course;
  }
}

std::optional<region_course> results_view::course_of(contest_id id) const {
  auto at = courses_.find(id);
  return at == courses_.end() ? std::nullopt : std::optional{at->second};
}

election_hours results_view::hours_of(const election& x) const {
  constexpr auto undecided = region_course::undecided;
  election_hours hours{undecided, 0};
  for (const auto& where : x.contests) {
    auto course = course_of({x.id, where.region});
    auto opens = course ? course->opens_at_ms : x.opens_at_ms;
    auto closes = course ? course->closes_at_ms : x.closes_at_ms;
    hours.opens_at_ms = std::min(hours.opens_at_ms, opens);
    hours.closes_at_ms = std::max(hours.closes_at_ms, closes);
  }
  return {hours.opens_at_ms == undecided ? x.opens_at_ms : hours.opens_at_ms,
          hours.closes_at_ms == undecided ? x.closes_at_ms
                                          : hours.closes_at_ms};
}

const contest_report* results_view::find(contest_id id) const {
  auto at = contests_.find(id);
  return at == contests_.end() ? nullptr : &at->second.report;
}

election_state results_view::state_of(election_id id) const {
  auto at = states_.find(id);
  return at == states_.end() ? election_state::announced : at->second.state;
}

} // namespace scrutin::edge
