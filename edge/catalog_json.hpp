#pragma once

#include <cstdint>
#include <optional>

#include "domain/election_directory.hpp"
#include "edge/json_writer.hpp"
#include "edge/results_view.hpp"

namespace scrutin::edge {

// What the API says of elections and what can be chosen in them.

/// An array of the referendums.
void write_laws(json_writer& out, const election_directory& elections,
                const results_view& view);
/// An array of the elections that are no referendums. `ranks_max` 0: as many
/// as there are candidates.
void write_elections(json_writer& out, const election_directory& elections,
                     const results_view& view);
/// An array of regions, each with the election that it belongs to.
/// @param only: an election's id; 0 for all.
void write_regions(json_writer& out, const election_directory& elections,
                   election_id only);
/// An array of parties, each once for every election that lists it.
void write_parties(json_writer& out, const election_directory& elections,
                   election_id only);
/// A contest as somebody who may vote in it is told of it.
/// @param closes_at_ms: Unix ms; nothing while nobody has decided.
void write_open_contest(json_writer& out, const election& in,
                        const contest& where,
                        std::optional<std::int64_t> closes_at_ms,
                        bool has_voted);
/// An array in ballot order.
void write_candidates(json_writer& out, const election& in,
                      const contest& where);

} // namespace scrutin::edge
