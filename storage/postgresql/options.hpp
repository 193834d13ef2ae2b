#pragma once

#include <cstdint>
#include <string>

#include "domain/surroundings.hpp"

namespace scrutin {

/// Where a PostgreSQL store is and how long it may take.
struct postgresql_options {
  /// `key=value` pairs, as libpq takes them: `host=… dbname=… user=…`. No
  /// password.
  std::string connection;
  /// Empty: whatever libpq finds, such as PGPASSFILE.
  std::string password;
  /// The node's name, written down as owner of the partitions that it
  /// acquires.
  std::string owner = "node";
  /// The database's own id, where it is known: another one that answers there
  /// is as good as away.
  std::string identity;
  /// Connections that write to the ballot box, to each database; each commits
  /// by itself. At least 1.
  std::uint32_t writers = 1;
  /// Of one attempt to connect; counted in whole seconds, at least two.
  std::uint32_t connect_timeout_ms = 3'000;
  std::uint32_t statement_timeout_ms = 10'000;
  /// How long to wait for a partition that another transaction holds.
  std::uint32_t lock_timeout_ms = 5'000;
  /// When the server gives up a transaction whose node fell silent.
  std::uint32_t idle_in_transaction_timeout_ms = 5'000;
  /// When a connection counts as lost whose bytes nobody acknowledges.
  std::uint32_t tcp_user_timeout_ms = 5'000;
  /// How long a statement may be without an answer before its connection
  /// counts as lost: longer than the server itself allows for a statement.
  std::uint32_t answer_ms_max = 15'000;
  /// How long a statement waits for a lost server before it is `storage_away`:
  /// a quick restart is then only a slow answer.
  std::uint32_t patience_ms = 2'000;
  /// How long to look for the outcome of a COMMIT without an answer.
  std::uint32_t resolve_ms_max = 10'000;
  /// Times the attempts to connect.
  monotonic_clock now;
};

} // namespace scrutin
