#pragma once

#include "domain/election.hpp"
#include "domain/election_directory.hpp"
#include "edge/json_writer.hpp"
#include "edge/results_view.hpp"

namespace scrutin::edge {

/// The zero report of one contest: its roll and its ballots when it opened.
void write_opening(json_writer& out, const contest_report& report);

/// The zero reports of an election, region by region; those that have not
/// opened say so.
void write_openings(json_writer& out, const election& in,
                    const results_view& view);

/// What officials said of regions: a member `regions` in an object, with those
/// that they said anything of.
void write_decided_regions(json_writer& out,
                           const election_directory& elections,
                           election_id election, const results_view& view);

} // namespace scrutin::edge
