#pragma once

#include "domain/election.hpp"
#include "domain/election_directory.hpp"
#include "edge/json_writer.hpp"
#include "edge/results_view.hpp"

namespace scrutin::edge {

// What the API says of results. Every function writes one JSON object.

/// A law over all its regions: counts, turnout, outcome.
void write_law_results(json_writer& out, const election& law,
                       const results_view& view);

/// One contest: candidates or answers with votes and percentages; rounds where
/// it is ranked.
void write_contest_results(json_writer& out, const election& in,
                           const contest& where, const results_view& view);

/// One contest's turnout: all that comes out before its results may.
void write_turnout(json_writer& out, const contest_report& report);

/// What the results policy lets out of one contest now: the results, or the
/// turnout alone.
/// @returns whether the contest is one of the directory's; nothing is written
/// if not.
bool write_released(json_writer& out, const election_directory& elections,
                    const contest_report& report, const results_view& view);

/// An election over all its regions: by party, by candidate id, regions
/// reported, turnout.
void write_national_results(json_writer& out, const election& in,
                            const results_view& view);

} // namespace scrutin::edge
