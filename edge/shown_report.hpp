#pragma once

#include "domain/election.hpp"
#include "edge/results_view.hpp"

namespace scrutin::edge {

/// What is known of a contest, as results show it: what was reported last, or
/// nothing before the first report. Where all candidates are elected without a
/// vote, who they are, from the start.
class shown_report {
public:
  /// @param view: outlives what is shown.
  shown_report(const election& in, const contest& where,
               const results_view& view);
  // It may point into itself.
  shown_report(const shown_report&) = delete;
  shown_report& operator=(const shown_report&) = delete;

  const contest_report& operator*() const { return *shown_; }
  const contest_report* operator->() const { return shown_; }

private:
  contest_report own_;
  const contest_report* shown_;
};

/// Whether an official, or a withdrawal, has annulled the contest.
bool is_annulled(const election& in, const contest& where,
                 const results_view& view);

} // namespace scrutin::edge
