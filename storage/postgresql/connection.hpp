#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include <pqxx/binarystring>
#include <pqxx/connection>
#include <pqxx/errorhandler>
#include <pqxx/nontransaction>
#include <pqxx/result>

#include "domain/result.hpp"

namespace scrutin {

// The one place that knows libpqxx: 6.4, whose interface 7 broke. Nothing else
// in storage/postgresql names it.

/// Bytes as a parameter of a statement; sent in binary.
struct pg_bytes {
  std::string_view view;
};

/// A statement with parameters: prepared under its name when first used on a
/// connection.
struct pg_statement {
  const char* name;
  const char* text;
};

/// What a statement gave.
class pg_rows {
public:
  pg_rows() = default;
  explicit pg_rows(pqxx::result rows) : rows_(std::move(rows)) {}

  [[nodiscard]] std::size_t size() const { return rows_.size(); }
  [[nodiscard]] bool empty() const { return rows_.empty(); }
  /// Valid as long as the rows are.
  [[nodiscard]] std::string_view text(std::size_t row, int column) const;
  /// A whole number; what is none is a broken invariant.
  [[nodiscard]] std::int64_t number(std::size_t row, int column) const;
  [[nodiscard]] std::string bytes(std::size_t row, int column) const;
  [[nodiscard]] bool boolean(std::size_t row, int column) const {
    return text(row, column) == "t";
  }

private:
  pqxx::result rows_;
};

/// One connection to a server, which never comes back by itself: a lost one
/// says so, and whoever holds it decides what that means.
///
/// Errors: `storage_away` for a lost connection, and for what passes (a server
/// that shuts down, a lock or statement that took too long, a deadlock): the
/// statement had no effect unless it was a COMMIT; `storage_full`;
/// `spent_twice` for a unique key; `storage_failed` for everything else. Their
/// details hold no parameter and no row.
class pg_connection {
public:
  /// @param conninfo: `key=value` pairs, as libpq takes them.
  /// @returns `storage_away`; `bad_configuration` where the server does not
  /// let us in.
  static result<std::unique_ptr<pg_connection>>
  open(const std::string& conninfo);

  /// Runs statements without parameters; the rows are those of the last.
  result<pg_rows> run(const std::string& statements) {
    return guarded([&] { return session_.exec(statements); });
  }
  /// Runs one statement.
  template <class... Parameters>
  result<pg_rows> run(const pg_statement& statement,
                      const Parameters&... parameters) {
    return guarded([&] {
      connection_.prepare(statement.name, statement.text);
      return session_.exec_prepared(statement.name, sent(parameters)...);
    });
  }

  /// Whether anything ended it so far.
  [[nodiscard]] bool lost() const { return lost_; }
  /// Whether the server has warned of anything since the last question.
  bool take_warned();

private:
  class notices final : public pqxx::errorhandler {
  public:
    explicit notices(pqxx::connection& of) : pqxx::errorhandler(of) {}
    bool operator()(const char[]) noexcept override {
      warned = true;
      return false;
    }
    bool warned = false;
  };

  explicit pg_connection(const std::string& conninfo)
    : connection_(conninfo), notices_(connection_), session_(connection_) {}

  static const std::string& sent(const std::string& x) { return x; }
  static std::int64_t sent(std::int64_t x) { return x; }
  static pqxx::binarystring sent(const pg_bytes& x) {
    return {x.view.data(), x.view.size()};
  }

  template <class Body>
  result<pg_rows> guarded(Body&& body) {
    // Checked before each use: libpqxx 6 reconnects a lost one by itself.
    if (lost_ || !connection_.is_open()) {
      lost_ = true;
      return error{ec::storage_away, "the connection was lost"};
    }
    try {
      return pg_rows{body()};
    } catch (...) {
      return failure_of_exception();
    }
  }
  /// To be called while an exception is handled.
  error failure_of_exception();

  pqxx::connection connection_;
  notices notices_;
  pqxx::nontransaction session_;
  bool lost_ = false;
};

} // namespace scrutin
