#pragma once

#include <string>

#include "domain/election.hpp"
#include "edge/results_view.hpp"

namespace scrutin::edge {

/// The results of an election as a table, a line for each option of each
/// region, then what ballots say beside them, turnout and roll: as much as the
/// results policy lets out. Regions that come out in one sum have their votes
/// in the lines of the first, which names all of them.
std::string results_csv(const election& in, const results_view& view);

} // namespace scrutin::edge
