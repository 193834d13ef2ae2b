#include "cli/config_check.hpp"

#include <ostream>

#include <boost/json.hpp>

#include "cli/node_flags.hpp"
#include "config/election_document.hpp"
#include "nodes/master_key.hpp"

namespace scrutin {

namespace {

struct config_check {
  node_flags node;
  bool without_key = false;
  print_format print = print_format::text;

  [[nodiscard]] exit_code run(const terminal& at) const;
};

void print_text(const terminal& at, const node_options& options,
                const std::vector<election>& elections) {
  for (const auto& [key, value] : list_options(options)) {
    at.out << key << " = " << value << "\n";
  }
  for (const auto& x : elections) {
    at.out << "election " << x.id.value << " " << x.code << ": "
           << to_string(x.kind) << ", " << to_string(x.method) << ", "
           << x.regions.size()
           << (x.regions.size() == 1 ? " region, results "
                                     : " regions, results ")
           << to_string(x.policy) << "\n";
  }
  at.out << "ok\n";
}

void print_json(const terminal& at, const node_options& options,
                const std::vector<election>& elections) {
  boost::json::object settings;
  for (const auto& [key, value] : list_options(options)) {
    settings[key] = value;
  }
  boost::json::array list;
  for (const auto& x : elections) {
    auto window = x.whole_window();
    list.push_back({{"id", x.id.value},
                    {"code", x.code},
                    {"kind", to_string(x.kind)},
                    {"method", to_string(x.method)},
                    {"regions", x.regions.size()},
                    {"policy", to_string(x.policy)},
                    {"opens_at_ms", window.opens_at_ms},
                    {"closes_at_ms", window.closes_at_ms}});
  }
  at.out << boost::json::serialize(
    boost::json::object{{"options", settings}, {"elections", list}})
         << "\n";
}

exit_code config_check::run(const terminal& at) const {
  auto options = node.read();
  if (!options) {
    return report(at, options.failure());
  }
  auto elections = load_elections(options->elections_directory);
  if (!elections) {
    return report(at, elections.failure());
  }
  if (!without_key) {
    if (auto key = read_master_key(*options); !key) {
      return report(at, key.failure());
    }
  }
  if (print == print_format::json) {
    print_json(at, *options, *elections);
  } else {
    print_text(at, *options, *elections);
  }
  return exit_code::ok;
}

} // namespace

void add_config_check(command_line& commands) {
  auto x = std::make_shared<config_check>();
  auto& command = commands.add(
    "config check", "Check options, election documents and master key",
    "  scrutin config check --config scrutin.toml\n"
    "  scrutin config check --config scrutin.toml --set http.port=9000\n"
    "  SCRUTIN_LOG_LEVEL=debug scrutin config check -c scrutin.toml -o json\n",
    [x](const terminal& at) { return x->run(at); });
  x->node.add_to(command);
  command.add_flag("--without-key", x->without_key,
                   "Do not read the master key");
  add_print_format(command, x->print);
}

} // namespace scrutin
