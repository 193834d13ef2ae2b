#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "domain/result.hpp"
#include "storage/postgresql/options.hpp"

namespace scrutin {

/// A step from one version of the schema to the next: plain SQL of
/// storage/postgresql/migrations, embedded. Never changed once released.
struct pg_migration {
  int version = 0;
  const char* name = nullptr;
  std::string_view text;
};

/// Every step that this program knows, from version 1 without a gap.
const std::vector<pg_migration>& pg_migrations();

/// Where a database stands.
struct schema_state {
  /// 0: nothing of ours is there.
  int version = 0;
  /// The version that this program works with.
  int wanted = 0;
  /// Names of the steps that are missing, or were missing before.
  std::vector<std::string> steps;
};

/// @returns `bad_configuration` where the schema is newer than this program;
/// errors of the connection.
result<schema_state> read_schema(const postgresql_options& options);

/// Applies what is missing, each step in a transaction of its own, under a
/// lock that lets one program at a time do so.
/// @returns what was applied; errors as above, and `storage_failed` with what
/// the server said where a step failed.
result<schema_state> migrate_schema(const postgresql_options& options);

} // namespace scrutin
