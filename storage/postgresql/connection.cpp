#include "storage/postgresql/connection.hpp"

#include <charconv>

#include <pqxx/except>

namespace scrutin {

namespace {

/// The first line of what a server says: further ones quote keys and
/// statements.
std::string first_line(const char* what) {
  std::string_view said{what};
  return std::string{said.substr(0, said.find('\n'))};
}

/// Whether an SQLSTATE names something that passes by itself.
bool passes(std::string_view state) {
  auto of_class = [state](std::string_view prefix) {
    return state.substr(0, 2) == prefix;
  };
  // 08 connection, 40 rollback, 53 resources, 55 not available, 57 operator
  // intervention; 25006: the server became a standby; 25P03: idle for too long.
  return of_class("08") || of_class("40") || of_class("53") || of_class("55")
         || of_class("57") || state == "25006" || state == "25P03";
}

ec code_of(std::string_view state) {
  if (state == "53100") {
    return ec::storage_full;
  }
  if (state == "23505") {
    return ec::spent_twice;
  }
  return passes(state) ? ec::storage_away : ec::storage_failed;
}

/// libpq gives no code for a refused connection. What only an operator can
/// mend is told by what the server says.
bool was_refused(std::string_view said) {
  for (const auto* part :
       {"authentication failed", "no pg_hba.conf entry", "does not exist",
        "no password supplied", "invalid connection option",
        "missing \"=\" after", "permission denied for database"}) {
    if (said.find(part) != std::string_view::npos) {
      return true;
    }
  }
  return false;
}

} // namespace

// -- rows ---------------------------------------------------------------------

std::string_view pg_rows::text(std::size_t row, int column) const {
  auto field = rows_[static_cast<pqxx::result::size_type>(row)][column];
  return {field.c_str(), field.size()};
}

std::int64_t pg_rows::number(std::size_t row, int column) const {
  auto digits = text(row, column);
  std::int64_t value = 0;
  auto [end, failure] =
    std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (failure != std::errc{} || end != digits.data() + digits.size()) {
    broken_invariant("a column of numbers holds something else");
  }
  return value;
}

std::string pg_rows::bytes(std::size_t row, int column) const {
  auto field = rows_[static_cast<pqxx::result::size_type>(row)][column];
  return pqxx::binarystring{field}.str();
}

// -- connecting ---------------------------------------------------------------

result<std::unique_ptr<pg_connection>>
pg_connection::open(const std::string& conninfo, const monotonic_clock& now,
                    std::uint32_t answer_ms_max) {
  try {
    return std::unique_ptr<pg_connection>{
      new pg_connection{conninfo, now, answer_ms_max}};
  } catch (const std::exception& x) {
    // The last line says why; libpq tries several addresses.
    auto refused = was_refused(x.what());
    return error{refused ? ec::bad_configuration : ec::storage_away,
                 first_line(x.what())};
  }
}

bool pg_connection::take_warned() {
  return std::exchange(notices_.warned, false);
}

error pg_connection::failure_of_exception() {
  std::string said;
  auto code = ec::storage_failed;
  try {
    throw;
  } catch (const pqxx::sql_error& x) {
    said = first_line(x.what());
    // Without a state it is libpq's own: the answer did not come whole.
    lost_ = lost_ || x.sqlstate().empty();
    code = lost_ ? ec::storage_away : code_of(x.sqlstate());
  } catch (const pqxx::transaction_rollback& x) {
    said = first_line(x.what());
    code = ec::storage_away;
  } catch (const pqxx::broken_connection& x) {
    said = first_line(x.what());
    code = ec::storage_away;
  } catch (const std::exception& x) {
    said = first_line(x.what());
  }
  if (!connection_.is_open()) {
    lost_ = true;
    code = ec::storage_away;
  }
  return {code, said};
}

} // namespace scrutin
