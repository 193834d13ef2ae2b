#include "cli/storage_migrate.hpp"

#include <ostream>

#include <boost/json.hpp>

#include "cli/node_flags.hpp"
#include "nodes/database_store.hpp"
#include "storage/postgresql/migrations.hpp"

namespace scrutin {

namespace {

struct storage_migrate {
  node_flags flags;
  bool dry_run = false;
  print_format print = print_format::text;

  [[nodiscard]] exit_code run(const terminal& at) const {
    auto options = flags.read();
    if (!options) {
      return report(at, options.failure());
    }
    if (options->storage.backend != backend_kind::postgresql) {
      return report(at, {ec::bad_configuration,
                         "storage.backend is embedded, which has no schema; "
                         "set it to postgresql to migrate a database"});
    }
    auto where = database_of(*options);
    if (!where) {
      return report(at, where.failure());
    }
    auto schema = dry_run ? read_schema(*where) : migrate_schema(*where);
    if (!schema) {
      return report(at, explain_database(schema.failure()));
    }
    if (print == print_format::json) {
      print_json(at, *schema);
    } else {
      print_text(at, *schema);
    }
    return exit_code::ok;
  }

  void print_text(const terminal& at, const schema_state& x) const {
    for (const auto& step : x.steps) {
      at.out << (dry_run ? "would apply " : "applied ") << step << "\n";
    }
    auto version = dry_run ? x.version : x.wanted;
    at.out << "schema version " << version
           << (version == x.wanted ? ", up to date\n"
                                   : ", this program works with "
                                       + std::to_string(x.wanted) + "\n");
  }

  void print_json(const terminal& at, const schema_state& x) const {
    boost::json::array steps;
    for (const auto& step : x.steps) {
      steps.emplace_back(step);
    }
    at.out << boost::json::serialize(
      boost::json::object{{"dry_run", dry_run},
                          {"version_before", x.version},
                          {"version", dry_run ? x.version : x.wanted},
                          {"version_wanted", x.wanted},
                          {"steps", steps}})
           << "\n";
  }
};

} // namespace

void add_storage_migrate(command_line& commands) {
  auto x = std::make_shared<storage_migrate>();
  auto& command = commands.add(
    "storage migrate", "Bring a PostgreSQL database to this program's schema",
    "  scrutin storage migrate --config scrutin.toml --dry-run\n"
    "  scrutin storage migrate --config scrutin.toml -o json\n\n"
    "`serve` does the same when it starts. Here it can be done ahead, by a\n"
    "database user who may create tables (--set postgresql.connection=...).\n"
    "Several at once wait for each other. A database that a newer program\n"
    "has migrated is refused and left alone.\n",
    [x](const terminal& at) { return x->run(at); });
  x->flags.add_to(command);
  command.add_flag("--dry-run", x->dry_run,
                   "Say what would be done, and do nothing");
  add_print_format(command, x->print);
}

} // namespace scrutin
