#include "edge/results_view.hpp"

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
