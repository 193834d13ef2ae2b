#pragma once

#include "domain/counting/count.hpp"
#include "edge/json_writer.hpp"

namespace scrutin::edge {

/// Of how many votes an option's share is a share, in units of the count: all
/// ballots that are not blank, for scores the most that these can give, for
/// points all points given. A vote for several can make shares pass 100 in sum,
/// but no option passes it alone.
std::uint64_t votes_possible(const election& in, const contest_count& count);

/// Members of an open object: by which rules a contest is counted.
void write_rules(json_writer& out, const election& in, const contest& where);

/// Members of an open object: how its count went. Who is ahead while voting
/// goes on stands as `leading` and `ahead`, who has won as `elected` and
/// `winners`; then ties, margin, and what the method goes by: quota, rounds,
/// pairs. Votes are whole numbers, in units of 10^-`decimals`.
void write_count(json_writer& out, const election& in, const contest& where,
                 const contest_count& count, bool closed);

} // namespace scrutin::edge
