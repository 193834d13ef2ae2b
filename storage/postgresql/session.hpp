#pragma once

#include <memory>
#include <string>
#include <utility>

#include "storage/postgresql/connection.hpp"
#include "storage/postgresql/options.hpp"

namespace scrutin {

/// Reads and writes, or reads one moment of the database.
enum class pg_mode : unsigned char { read_write, snapshot };

class pg_transaction;

/// A connection that is made anew after it was lost, with pauses that double.
/// Used from one thread at a time.
///
///   connected ──lost──▶ away: tries for `patience_ms`, then once a pause
///       ▲                │
///       └───connected────┘
class pg_session {
public:
  /// Connects at first use.
  /// @param purpose: shown by the server beside our name: `box`.
  pg_session(postgresql_options options, std::string purpose);

  /// Begins a transaction, on a new connection where the old one is lost.
  /// @returns `storage_away`; `bad_configuration` where the server lets nobody
  /// in or would not keep what it acknowledges.
  result<pg_transaction> begin(pg_mode mode = pg_mode::read_write);

  /// The connection as it is, made anew where it is lost: for what cannot run
  /// in a transaction.
  result<pg_connection*> connection();

  [[nodiscard]] const postgresql_options& options() const { return options_; }
  [[nodiscard]] std::int64_t now_ms() const {
    return options_.now() / 1'000'000;
  }

private:
  result<void> connect();
  result<std::unique_ptr<pg_connection>> open() const;
  /// Tries until `patience_ms` after the connection was lost.
  result<pg_connection*> wait_for_connection();

  postgresql_options options_;
  std::string conninfo_;
  std::unique_ptr<pg_connection> connection_;
  std::int64_t away_since_ms_ = -1;
  std::int64_t next_try_ms_ = 0;
  std::int64_t pause_ms_ = 0;
  error last_failure_{ec::storage_away, "not connected yet"};
};

/// A transaction; rolled back unless it is committed.
class pg_transaction {
public:
  explicit pg_transaction(pg_connection& on) : on_(&on) {}
  pg_transaction(pg_transaction&& other) noexcept
    : on_(std::exchange(other.on_, nullptr)), failed_(other.failed_),
      patient_(other.patient_) {}
  pg_transaction& operator=(pg_transaction&&) = delete;
  ~pg_transaction();

  template <class... Parameters>
  result<pg_rows> run(const pg_statement& statement,
                      const Parameters&... parameters) {
    return noted(on_->run(statement, parameters...));
  }
  result<pg_rows> run(const std::string& statements) {
    return noted(on_->run(statements));
  }

  /// For work of any size: statements may take as long as they do.
  result<void> take_time();

  /// Whether its locks are held still.
  /// @returns `storage_away` where the server may have ended it.
  result<void> still_open();

  /// @returns `timed_out` where no clean answer came: the transaction may have
  /// been committed or not. A warning spoils an answer: a server that stopped
  /// waiting for its standby answers with one. After a statement that failed
  /// there is nothing to commit: a broken invariant.
  result<void> commit();
  void roll_back();

private:
  result<pg_rows> noted(result<pg_rows> outcome) {
    failed_ = failed_ || !outcome;
    return outcome;
  }

  void end_patience(pg_connection& on) const;

  pg_connection* on_;
  bool failed_ = false;
  bool patient_ = false;
};

/// Waits between two attempts.
void pg_pause(std::int64_t ms);

} // namespace scrutin
