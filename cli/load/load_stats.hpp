#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <vector>

#include "cli/load/cast_plan.hpp"
#include "cli/load/latency_histogram.hpp"
#include "cli/load/vote_answer.hpp"

namespace scrutin::load {

/// Ballots of one contest, as their clients know them.
struct contest_ledger {
  /// Told to be in the box.
  std::uint64_t acknowledged = 0;
  /// Perhaps in the box.
  std::uint64_t unknown = 0;
};

/// What one thread saw, or several together.
struct load_stats {
  /// From the intended sending time to the answer, measured part only.
  latency_histogram accepted_latency;
  /// The same for every other outcome, requests without an answer included.
  latency_histogram other_latency;
  /// By outcome, the whole run.
  std::array<std::uint64_t, outcome_count> outcomes{};
  /// By HTTP status; 0: no answer.
  std::map<unsigned, std::uint64_t> statuses;
  std::uint64_t sent = 0;
  /// Accepted in the measured part, whenever they were intended.
  std::uint64_t accepted_measured = 0;
  /// Answers that are not what such a cast deserves.
  std::uint64_t undeserved = 0;
  /// Requests of an open loop that were due and found no idle connection
  /// until the end. Their latencies are unknown and large.
  std::uint64_t not_begun = 0;
  std::uint64_t connections_lost = 0;
  /// When the last request ended: ns of the steady clock.
  std::int64_t last_ns = 0;
  /// As the contests of the run.
  std::vector<contest_ledger> contests;

  explicit load_stats(std::size_t contest_count) : contests(contest_count) {}

  void count(const planned_cast& x, outcome what, unsigned status,
             std::uint64_t latency_ns, bool measured);
  void add(const load_stats& other);

  [[nodiscard]] std::uint64_t of(outcome x) const {
    return outcomes[static_cast<std::size_t>(x)];
  }
  /// Answers of any kind, and requests given up.
  [[nodiscard]] std::uint64_t ended() const;
  /// Share of requests due that ended as they deserve; 1 without any.
  [[nodiscard]] double success_share() const;
};

/// Whether a cast of that kind should end so.
bool deserved(cast_kind kind, outcome what);

} // namespace scrutin::load
