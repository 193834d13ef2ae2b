#pragma once

#include <string>
#include <vector>

#include "domain/result.hpp"
#include "storage/postgresql/options.hpp"

namespace scrutin {

/// Programs of ours that are connected to the database now, as they name
/// themselves: `scrutin node-1 box`. Sees those of this user, or all with the
/// rights of pg_read_all_stats.
/// @returns errors of the connection.
result<std::vector<std::string>>
connected_programs(const postgresql_options& options);

} // namespace scrutin
