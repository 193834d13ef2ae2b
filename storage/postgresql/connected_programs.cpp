#include "storage/postgresql/connected_programs.hpp"

#include "storage/postgresql/session.hpp"

namespace scrutin {

namespace {
constexpr auto list_programs =
  "SELECT DISTINCT application_name FROM pg_stat_activity"
  " WHERE datname = current_database() AND pid <> pg_backend_pid()"
  " AND application_name LIKE 'scrutin %' ORDER BY 1";
} // namespace

result<std::vector<std::string>>
connected_programs(const postgresql_options& options) {
  pg_session session{options, "look"};
  auto on = session.connection();
  if (!on) {
    return on.failure();
  }
  auto rows = (*on)->run(list_programs);
  if (!rows) {
    return rows.failure();
  }
  std::vector<std::string> names;
  for (std::size_t i = 0; i < rows->size(); ++i) {
    names.emplace_back(rows->text(i, 0));
  }
  return names;
}

} // namespace scrutin
