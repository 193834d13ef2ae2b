#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "cli/load/final_check.hpp"
#include "cli/load/load_options.hpp"
#include "cli/load/load_stats.hpp"

namespace scrutin::load {

/// How far a run is; told every second.
struct load_progress {
  double elapsed_s = 0;
  /// Within the last second.
  std::uint64_t accepted_per_s = 0;
  std::uint64_t ended_per_s = 0;
  /// Since the start.
  std::uint64_t accepted = 0;
  std::uint64_t ended = 0;
};

/// What came of a run.
struct load_report {
  load_options options;
  std::vector<contest_target> contests;
  load_stats stats{0};
  /// From the end of the warm-up to the last answer.
  double measured_s = 0;
  /// Processor time of this client, all threads, in seconds.
  double client_cpu_s = 0;
  /// Without a check: nothing.
  std::optional<check_verdict> verdict;
  std::vector<expected_totals> expected;
  std::vector<published_totals> published;

  [[nodiscard]] double accepted_per_s() const;
};

/// Makes load and checks the totals. Blocks until it is done.
/// @param progress: called each second, on the calling thread.
/// @param stop: asked several times a second; true ends the run early.
/// @returns what stood in the way of starting; a run that started always
/// reports, whatever the server did.
result<load_report>
run_load(const load_options& options,
         const std::function<void(const load_progress&)>& progress,
         const std::function<bool()>& stop);

} // namespace scrutin::load
