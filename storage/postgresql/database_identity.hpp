#pragma once

#include <string>

#include "domain/result.hpp"
#include "storage/postgresql/options.hpp"

namespace scrutin {

/// The id that a database has had since its schema was made.
/// @returns `bad_configuration` where it is a further database of a cluster,
/// which cannot be the first of one; errors of pg_session.
result<std::string> first_database(const postgresql_options& options);

/// Whether a database that is to be a further one may be migrated.
/// @returns `bad_configuration` where it has elections or nodes of its own and
/// a schema from before there were several; errors of pg_session.
result<void> is_unused(const postgresql_options& options);

/// The id of a further database, which belongs to that first one from here
/// on.
/// @returns `bad_configuration` where it is the first one itself, belongs to
/// another, or has elections of its own; errors of pg_session.
result<std::string> further_database(const postgresql_options& options,
                                     const std::string& first);

} // namespace scrutin
