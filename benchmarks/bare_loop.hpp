#pragma once

#include <string>
#include <vector>

#include "benchmarks/measuring.hpp"
#include "domain/election_keys.hpp"

namespace scrutin::bench {

/// The least that casting durably can cost: one thread hashes the credential,
/// names the cast, looks its tag up, marks it spent, and for every
/// `frame_ballots` casts seals one frame and writes it to RocksDB in one
/// synced write. No actor, no message, no answer.
/// @param folder: for the store; must not exist.
/// @returns the time of the casts alone.
spent_time run_bare_loop(const election& law, const election_keys& keys,
                         const std::vector<voter_cast>& casts,
                         std::size_t frame_ballots, const std::string& folder);

/// What one step costs by itself.
struct step_cost {
  std::string step;
  double ns_per_cast = 0;
};

/// Runs the steps that every cast takes one after the other, each over all
/// casts, and measures each: digest, names, decide, stage, seal, store (with
/// the wait for the disk left out), apply.
std::vector<step_cost> measure_steps(const election& law,
                                     const election_keys& keys,
                                     const std::vector<voter_cast>& casts,
                                     std::size_t frame_ballots,
                                     const std::string& folder);

} // namespace scrutin::bench
