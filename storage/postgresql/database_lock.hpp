#pragma once

#include <memory>

#include "domain/result.hpp"
#include "storage/postgresql/options.hpp"

namespace scrutin {

class pg_session;

/// Held by one program at a time, for what programs that share a database must
/// not do together: the first of them makes an election's keys, and a second
/// would make others. The server lets go of it should the holder die.
class database_lock {
public:
  /// Waits for whoever has it, up to the time for a lock.
  /// @returns `storage_away` past that, and where no server answers.
  static result<database_lock> hold(const postgresql_options& options);

  database_lock(database_lock&&) noexcept;
  database_lock& operator=(database_lock&&) = delete;
  ~database_lock();

private:
  explicit database_lock(std::unique_ptr<pg_session> held);
  std::unique_ptr<pg_session> held_;
};

} // namespace scrutin
