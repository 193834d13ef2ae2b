#pragma once

#include "edge/json_writer.hpp"
#include "edge/results_view.hpp"
#include "protocol/administration.hpp"

namespace scrutin::edge {

/// The nodes of the cluster, as the one that answers has heard of them; of a
/// node alone, itself. The names are those of `scrutin node ls -o json`.
void write_nodes(json_writer& out, const control_room& room);

/// How elections, partitions and the node are.
/// @param x: with every partition, and what it said; what is in a box is not
/// told before it is released.
void write_statistics(json_writer& out, const admin_answer& x,
                      const results_view& view);

} // namespace scrutin::edge
