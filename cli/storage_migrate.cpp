#include "cli/storage_migrate.hpp"

#include <ostream>
#include <string>
#include <vector>

#include <boost/json.hpp>

#include "cli/node_flags.hpp"
#include "nodes/database_store.hpp"
#include "storage/postgresql/database_identity.hpp"
#include "storage/postgresql/migrations.hpp"

namespace scrutin {

namespace {

struct migrated_database {
  std::string connection;
  schema_state schema;
};

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
    auto first = database_of(*options);
    auto further = first
                     ? further_databases_of(*options)
                     : result<std::vector<postgresql_options>>{first.failure()};
    if (!further) {
      return report(at, further.failure());
    }
    std::vector<migrated_database> all;
    further->insert(further->begin(), *std::move(first));
    for (const auto& where : *further) {
      auto own = all.empty() ? result<void>{} : is_unused(where);
      auto schema = !own      ? result<schema_state>{own.failure()}
                    : dry_run ? read_schema(where)
                              : migrate_schema(where);
      if (!schema) {
        auto why = explain_database(schema.failure());
        return report(at, {why.code, where.connection + ": " + why.detail});
      }
      all.push_back({where.connection, *std::move(schema)});
    }
    if (print == print_format::json) {
      print_json(at, all);
    } else {
      print_text(at, all);
    }
    return exit_code::ok;
  }

  void print_text(const terminal& at,
                  const std::vector<migrated_database>& all) const {
    for (const auto& [connection, x] : all) {
      if (all.size() > 1) {
        at.out << connection << "\n";
      }
      for (const auto& step : x.steps) {
        at.out << (dry_run ? "would apply " : "applied ") << step << "\n";
      }
      auto version = dry_run ? x.version : x.wanted;
      at.out << "schema version " << version
             << (version == x.wanted ? ", up to date\n"
                                     : ", this program works with "
                                         + std::to_string(x.wanted) + "\n");
    }
  }

  [[nodiscard]] boost::json::object to_json(const schema_state& x) const {
    boost::json::array steps;
    for (const auto& step : x.steps) {
      steps.emplace_back(step);
    }
    return {{"dry_run", dry_run},
            {"version_before", x.version},
            {"version", dry_run ? x.version : x.wanted},
            {"version_wanted", x.wanted},
            {"steps", steps}};
  }

  void print_json(const terminal& at,
                  const std::vector<migrated_database>& all) const {
    auto first = to_json(all.front().schema);
    boost::json::array further;
    for (std::size_t i = 1; i < all.size(); ++i) {
      auto one = to_json(all[i].schema);
      one["connection"] = all[i].connection;
      further.push_back(std::move(one));
    }
    if (!further.empty()) {
      first["further_databases"] = std::move(further);
    }
    at.out << boost::json::serialize(first) << "\n";
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
    "Further databases that share the partitions are brought along.\n"
    "Several at once wait for each other. A database that a newer program\n"
    "has migrated is refused and left alone.\n",
    [x](const terminal& at) { return x->run(at); });
  x->flags.add_to(command);
  command.add_flag("--dry-run", x->dry_run,
                   "Say what would be done, and do nothing");
  add_print_format(command, x->print);
}

} // namespace scrutin
