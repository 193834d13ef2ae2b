#include "storage/postgresql/database_lock.hpp"

#include "storage/postgresql/session.hpp"

namespace scrutin {

namespace {
/// One more than that of migrations.
constexpr auto lock = "SELECT pg_advisory_lock(1935897206)";
} // namespace

result<database_lock> database_lock::hold(const postgresql_options& options) {
  auto session = std::make_unique<pg_session>(options, "lock");
  auto on = session->connection();
  if (!on) {
    return on.failure();
  }
  if (auto locked = (*on)->run(lock); !locked) {
    return error{locked.failure().code,
                 "another program prepares its elections in the same "
                 "database: "
                   + locked.failure().detail};
  }
  return database_lock{std::move(session)};
}

database_lock::database_lock(std::unique_ptr<pg_session> held)
  : held_(std::move(held)) {
}

// Ending the connection lets go of it.
database_lock::database_lock(database_lock&&) noexcept = default;
database_lock::~database_lock() = default;

} // namespace scrutin
