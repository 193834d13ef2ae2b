#include "storage/postgresql/migrations.hpp"

#include "storage/postgresql/embedded_migrations.hpp"
#include "storage/postgresql/session.hpp"

namespace scrutin {

namespace {

/// Any number, the same in every version: `scru` in ASCII.
constexpr auto take_turn = "SELECT pg_advisory_lock(1935897205)";
constexpr auto unlock = "SELECT pg_advisory_unlock(1935897205)";

constexpr auto has_versions =
  "SELECT to_regclass('scrutin.schema_version') IS NOT NULL";
constexpr auto newest_version =
  "SELECT coalesce(max(version), 0) FROM scrutin.schema_version";
constexpr auto make_versions =
  "CREATE SCHEMA IF NOT EXISTS scrutin;"
  "CREATE TABLE IF NOT EXISTS scrutin.schema_version ("
  " version integer PRIMARY KEY, name text NOT NULL)";
constexpr pg_statement note_version{
  "note_version",
  "INSERT INTO scrutin.schema_version (version, name) VALUES ($1, $2)"};

result<int> version_of(pg_connection& on) {
  auto there = on.run(has_versions);
  if (!there) {
    return there.failure();
  }
  if (!there->boolean(0, 0)) {
    return 0;
  }
  auto newest = on.run(newest_version);
  if (!newest) {
    return newest.failure();
  }
  return static_cast<int>(newest->number(0, 0));
}

result<schema_state> state_of(pg_connection& on) {
  auto version = version_of(on);
  if (!version) {
    return version.failure();
  }
  schema_state state;
  state.version = *version;
  state.wanted = pg_migrations().back().version;
  if (state.version > state.wanted) {
    return error{ec::bad_configuration,
                 "the database has schema version "
                   + std::to_string(state.version) + ", this program knows "
                   + std::to_string(state.wanted)
                   + "; run the newer program that migrated it"};
  }
  for (const auto& step : pg_migrations()) {
    if (step.version > state.version) {
      state.steps.emplace_back(step.name);
    }
  }
  return state;
}

result<void> apply(pg_session& session, const pg_migration& step) {
  auto tx = session.begin();
  if (!tx) {
    return tx.failure();
  }
  auto failed = [&step](const error& why) {
    return error{why.code,
                 std::string{"migration "} + step.name + ": " + why.detail};
  };
  if (auto taken = tx->take_time(); !taken) {
    return failed(taken.failure());
  }
  auto done = tx->run(std::string{step.text});
  auto noted = done ? tx->run(note_version, std::int64_t{step.version},
                              std::string{step.name})
                    : done;
  if (!noted) {
    return failed(noted.failure());
  }
  return tx->commit();
}

result<void> apply_missing(pg_session& session, const schema_state& state) {
  for (const auto& step : pg_migrations()) {
    if (step.version <= state.version) {
      continue;
    }
    if (auto done = apply(session, step); !done) {
      return done;
    }
  }
  return {};
}

} // namespace

const std::vector<pg_migration>& pg_migrations() {
  static const std::vector<pg_migration> steps{
    {1, "0001_store", migration_0001_store},
    {2, "0002_predecessor_relations", migration_0002_predecessor_relations},
    {3, "0003_several_databases", migration_0003_several_databases},
    {4, "0004_administration", migration_0004_administration},
    {5, "0005_reserved_tags", migration_0005_reserved_tags},
    {6, "0006_review_resolution", migration_0006_review_resolution},
    {7, "0007_definitions", migration_0007_definitions},
    {8, "0008_result_certificate", migration_0008_result_certificate},
  };
  return steps;
}

result<schema_state> read_schema(const postgresql_options& options) {
  pg_session session{options, "schema"};
  auto on = session.connection();
  return on ? state_of(**on) : on.failure();
}

result<schema_state> migrate_schema(const postgresql_options& options) {
  pg_session session{options, "schema"};
  auto on = session.connection();
  if (!on) {
    return on.failure();
  }
  // A program that is up to date needs no right to change the schema.
  auto before = state_of(**on);
  if (!before || before->steps.empty()) {
    return before;
  }
  // Whoever else migrates may take longer than any other statement.
  (*on)->set_patient(true);
  auto locked =
    (*on)->run(std::string{"SET lock_timeout = 0; SET statement_timeout = 0;"}
               + take_turn);
  (*on)->set_patient(false);
  auto made = locked ? (*on)->run(make_versions) : locked;
  if (!made) {
    return made.failure();
  }
  auto state = state_of(**on);
  if (!state) {
    return state;
  }
  if (auto done = apply_missing(session, *state); !done) {
    return done.failure();
  }
  auto unlocked = (*on)->run(unlock);
  if (!unlocked) {
    return unlocked.failure();
  }
  return state;
}

} // namespace scrutin
