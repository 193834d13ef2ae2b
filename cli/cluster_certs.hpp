#pragma once

#include "cli/command_line.hpp"

namespace scrutin {

/// `scrutin cluster certs --output DIR NODE...`: makes certificates for the
/// links of a cluster on trial.
void add_cluster_certs(command_line& commands);

} // namespace scrutin
