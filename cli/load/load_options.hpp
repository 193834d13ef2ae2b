#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "cli/load/cast_plan.hpp"
#include "domain/result.hpp"

namespace scrutin::load {

/// What `scrutin load` is asked to do.
struct load_options {
  /// `http://host:port`
  std::string url = "http://127.0.0.1:8000";
  std::vector<std::string> rolls;
  /// Only this election's credentials; all if empty.
  std::string election;
  /// Of all threads together.
  unsigned connections = 64;
  unsigned threads = 1;
  /// Requests per second, open loop; 0: closed loop.
  double rate = 0;
  /// Seconds to measure; 0: until `count` or the end of the roll.
  double duration_s = 0;
  /// Requests to make, those of the warm-up included; 0: any number.
  std::uint64_t count = 0;
  /// Seconds at the start that count for totals but not for latencies.
  double warm_up_s = 0;
  cast_mix mix;
  /// Whether casts carry a retry key.
  bool idempotency_key = true;
  /// The client's own record of each cast; none if empty.
  std::string record;
  /// Continue the record: credentials that it settles are left out.
  bool resume = false;
  /// Processor cores for the threads; empty: any.
  std::vector<unsigned> pin;
  /// What selections and retry keys are drawn from.
  std::uint64_t seed = 0;
  /// Seconds until a request without an answer is given up.
  double timeout_s = 30;
  /// Cast for this law without asking the server for its contests, and check
  /// no totals: for servers that only answer casts.
  std::string blind_law;
  /// Ballots of a contest that the release rule may hold back while voting is
  /// open: (k - 1) for each of its partitions.
  std::uint64_t held_back_max = 0;
  /// Seconds that released totals may stand still short of what is expected
  /// before the final check fails.
  double settle_s = 5;
  bool check_totals = true;
};

/// @returns `bad_configuration`, saying what is out of range.
result<void> validate(const load_options& x);

} // namespace scrutin::load
