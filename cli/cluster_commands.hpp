#pragma once

#include "cli/command_line.hpp"

namespace scrutin {

/// `scrutin node ls | status | drain | undrain | remove` and `scrutin cluster
/// status | partitions`: the members of a cluster and what they own, read from
/// and written to the database that its nodes share.
void add_cluster_commands(command_line& commands);

} // namespace scrutin
