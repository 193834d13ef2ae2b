#pragma once

#include "cli/command_line.hpp"
#include "domain/surroundings.hpp"

namespace scrutin {

/// `scrutin election export`: writes the ballots or the results of a closed
/// election to files.
/// @param random: draws the order of the ballots; cryptographic.
/// @param now: stands in files that tell when they were written.
void add_election_export(command_line& commands, const random_source& random,
                         const wall_clock& now);

} // namespace scrutin
