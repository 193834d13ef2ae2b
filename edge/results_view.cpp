#include "edge/results_view.hpp"

#include <algorithm>

namespace scrutin::edge {

namespace {

/// Whether clients are told of the difference at once.
bool says_the_same(const region_course& x, const region_course& y) {
  return std::tie(x.opens_at_ms, x.closes_at_ms, x.suspended, x.certified_at_ms,
                  x.annulled)
         == std::tie(y.opens_at_ms, y.closes_at_ms, y.suspended,
                     y.certified_at_ms, y.annulled);
}

} // namespace

void results_view::apply(const results_update& x) {
  ++revision_;
  for (const auto& report : x.contests) {
    auto& known = contests_[report.contest];
    if (report.opening.partitions > known.report.opening.partitions) {
      known.opened_revision = revision_;
    }
    known.report = report;
    known.revision = revision_;
  }
  for (const auto& report : x.contests) {
    // What the first of them holds is shown for all that come out with it.
    if (!report.merged.empty()
        && report.merged.front() == report.contest.region) {
      for (auto other : report.merged) {
        auto known = contests_.find({report.contest.election, other});
        if (known != contests_.end()) {
          known->second.revision = revision_;
        }
      }
    }
  }
}

const contest_report*
results_view::with_votes_of(const contest_report& report) const {
  if (report.merged.empty()) {
    return &report;
  }
  const auto* first = find({report.contest.election, report.merged.front()});
  return first == nullptr || first->merged.empty() ? nullptr : first;
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
    auto [at, added] = courses_.try_emplace(region.contest, region.course);
    if (!added && !says_the_same(at->second, region.course)) {
      states_[region.contest.election].revision = revision_;
    }
    at->second = region.course;
  }
}

void results_view::apply(const certificate_published& x) {
  ++revision_;
  certificates_[{x.what.election, x.what.region, x.what.version}] = x.what;
}

std::optional<region_course> results_view::course_of(contest_id id) const {
  auto at = courses_.find(id);
  return at == courses_.end() ? std::nullopt : std::optional{at->second};
}

std::vector<option_id> results_view::withdrawn_from(contest_id id) const {
  std::vector<option_id> gone;
  if (auto at = courses_.find(id); at != courses_.end()) {
    gone = at->second.withdrawn;
  }
  const auto* report = find(id);
  if (report != nullptr && report->withdrawn.size() > gone.size()) {
    gone = report->withdrawn;
  }
  return gone;
}

election_hours results_view::hours_of(const election& x) const {
  constexpr auto undecided = region_course::undecided;
  election_hours hours{undecided, 0};
  auto defined = x.whole_window();
  for (const auto& where : x.contests) {
    auto course = course_of({x.id, where.region});
    auto own = course ? voting_window{course->opens_at_ms, course->closes_at_ms}
                      : x.window_of(where.region);
    hours.opens_at_ms = std::min(hours.opens_at_ms, own.opens_at_ms);
    hours.closes_at_ms = std::max(hours.closes_at_ms, own.closes_at_ms);
  }
  if (hours.opens_at_ms == undecided) {
    hours.opens_at_ms = defined.opens_at_ms;
  }
  if (hours.closes_at_ms == undecided) {
    hours.closes_at_ms = defined.closes_at_ms;
  }
  return hours;
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
