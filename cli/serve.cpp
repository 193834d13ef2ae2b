#include "cli/serve.hpp"

#include <sys/prctl.h>
#include <sys/resource.h>

#include "cli/end_deadline.hpp"
#include "cli/node_flags.hpp"
#include "monitoring/log.hpp"
#include "nodes/guest_elections.hpp"
#include "nodes/system_surroundings.hpp"

namespace scrutin {

namespace {

// For the threads of a node that has finished.
constexpr std::chrono::seconds end_max{10};

struct serve {
  node_flags flags;
  std::string node;
  std::string roles;
  std::string join;

  // What has a flag of its own, as settings.
  [[nodiscard]] node_flags all_flags() const {
    auto all = flags;
    for (const auto& [key, value] :
         {std::pair{"cluster.node=", node}, std::pair{"cluster.roles=", roles},
          std::pair{"cluster.join=", join}}) {
      if (!value.empty()) {
        all.settings.push_back(key + value);
      }
    }
    return all;
  }

  [[nodiscard]] exit_code run(const terminal& at) const {
    auto options = all_flags().read();
    if (!options) {
      return report(at, options.failure());
    }
    end_signals signals;
    if (auto set_up = log_setup(options->log); !set_up) {
      return report(at, set_up.failure());
    }
    auto opened = options->cluster.join.empty()
                    ? open_elections(*options, system_random())
                    : join_elections(*options);
    if (!opened) {
      return report(at, opened.failure());
    }
    auto started = node::start(*options, std::move(*opened), system_clock(),
                               system_random());
    if (!started) {
      return report(at, started.failure());
    }
    signals.deliver_to(**started);
    if ((*started)->wait_until_ready()) {
      log_event(log_level::info, "node_ready");
    }
    return run_until_end(at, **started, signals);
  }
};

} // namespace

void hide_process_memory() {
  rlimit none{0, 0};
  setrlimit(RLIMIT_CORE, &none);
  prctl(PR_SET_DUMPABLE, 0);
}

exit_code run_until_end(const terminal& at, node& running, end_signals& signals,
                        const std::function<void()>& before_stop) {
  auto outcome = running.wait();
  signals.release();
  if (before_stop) {
    before_stop();
  }
  running.finish();
  end_process_after(end_max, outcome ? exit_code::ok
                                     : exit_code_of(outcome.failure().code));
  running.stop();
  return outcome ? exit_code::ok : report(at, outcome.failure());
}

void add_serve(command_line& commands) {
  auto x = std::make_shared<serve>();
  auto& command = commands.add(
    "serve", "Run a node: cast, check, count once, stream",
    "  scrutin keys init /etc/scrutin/master.key\n"
    "  scrutin roll import --config scrutin.toml --election L2025-001 \\\n"
    "    roll/*.csv\n"
    "  scrutin serve --config scrutin.toml\n"
    "  scrutin serve --config scrutin.toml --set http.port=9000\n"
    "  scrutin serve --config node.toml --node node-1 \\\n"
    "    --set cluster.guests=edge-1\n"
    "  scrutin serve --config edge.toml --node edge-1 --roles edge \\\n"
    "    --join node-1@10.0.0.1:4711\n\n"
    "Serves every election of its documents from its store; opens\n"
    "and closes each when its window says so. Import rolls before opening:\n"
    "the store has one user at a time. Logs node_ready once it serves. Ends\n"
    "with 0 after SIGINT, SIGTERM or SIGHUP, once what is in flight is "
    "answered;\n"
    "with 4 when the store fails, for a service manager to start it again.\n\n"
    "In a cluster, nodes with the database share its partitions out. A node\n"
    "without it joins by one that has it and names it among its guests.\n",
    [x](const terminal& at) { return x->run(at); });
  x->flags.add_to(command);
  command
    .add_option("--node", x->node, "Its name in the cluster (cluster.node)")
    ->type_name("NAME");
  command
    .add_option("--roles", x->roles,
                "Any of edge, validator and results, with commas "
                "(cluster.roles)")
    ->type_name("LIST");
  command
    .add_option("--join", x->join,
                "Join by one of these nodes instead of the database, with "
                "commas (cluster.join)")
    ->type_name("[NAME@]HOST:PORT");
}

} // namespace scrutin
