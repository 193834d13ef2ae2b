#pragma once

#include <string>
#include <vector>

#include "benchmarks/measuring.hpp"
#include "domain/election_keys.hpp"

namespace scrutin::bench {

/// Casts handed to the actors of a node in this process, without HTTP: a
/// driver names casts as the edge does and sends them in batches to the
/// ingestion actor, with so many unanswered at most.
struct actor_run {
  std::uint64_t accepted = 0;
  std::uint64_t refused = 0;
  spent_time spent;
};

struct actor_run_options {
  /// Casts of one message.
  std::size_t batch = 256;
  /// Casts without an answer at most.
  std::size_t in_flight_max = 8192;
  std::size_t scheduler_threads = 1;
  std::uint32_t frame_ballots_max = 256;
};

/// @param folder: for the store; must not exist.
actor_run run_actor_casts(const election& law,
                          const std::vector<voter_cast>& casts,
                          const actor_run_options& options,
                          const std::string& folder);

} // namespace scrutin::bench
