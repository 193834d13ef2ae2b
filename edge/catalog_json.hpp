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
/// An array of regions, each with the election that it belongs to and its own
/// hours.
/// @param only: an election's id; 0 for all.
void write_regions(json_writer& out, const election_directory& elections,
                   const results_view& view, election_id only);
/// An array of parties, each once for every election that lists it.
void write_parties(json_writer& out, const election_directory& elections,
                   election_id only);
/// What a voter's own ballot shows beside the contest itself.
struct shown_ballot {
  /// Decides where a rotated ballot begins; never shown.
  credential_tag voter;
  /// Unix ms; nothing while nobody has decided.
  std::optional<std::int64_t> closes_at_ms = std::nullopt;
  bool has_voted = false;
  /// Candidates who have withdrawn.
  std::vector<option_id> withdrawn = {};
};

/// A contest as somebody who may vote in it is told of it.
void write_open_contest(json_writer& out, const election& in,
                        const contest& where, const shown_ballot& x);
/// An array in ballot order.
/// @param withdrawn: candidates who have withdrawn.
void write_candidates(json_writer& out, const election& in,
                      const contest& where,
                      const std::vector<option_id>& withdrawn);

} // namespace scrutin::edge
