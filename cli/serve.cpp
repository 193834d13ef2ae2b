#include "cli/serve.hpp"

#include <sys/prctl.h>
#include <sys/resource.h>

#include "cli/node_flags.hpp"
#include "monitoring/log.hpp"
#include "nodes/system_surroundings.hpp"

namespace scrutin {

namespace {

struct serve {
  node_flags flags;

  [[nodiscard]] exit_code run(const terminal& at) const {
    auto options = flags.read();
    if (!options) {
      return report(at, options.failure());
    }
    end_signals signals;
    if (auto set_up = log_setup(options->log); !set_up) {
      return report(at, set_up.failure());
    }
    auto opened = open_elections(*options, system_random());
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
  running.stop();
  if (!outcome) {
    return report(at, outcome.failure());
  }
  return exit_code::ok;
}

void add_serve(command_line& commands) {
  auto x = std::make_shared<serve>();
  auto& command = commands.add(
    "serve", "Run a node: cast, check, count once, stream",
    "  scrutin keys init /etc/scrutin/master.key\n"
    "  scrutin roll import --config scrutin.toml --election L2025-001 \\\n"
    "    roll/*.csv\n"
    "  scrutin serve --config scrutin.toml\n"
    "  scrutin serve --config scrutin.toml --set http.port=9000\n\n"
    "Serves every election of its documents from its store; opens\n"
    "and closes each when its window says so. Import rolls before opening:\n"
    "the store has one user at a time. Logs node_ready once it serves. Ends\n"
    "with 0 after SIGINT, SIGTERM or SIGHUP, once what is in flight is "
    "answered;\n"
    "with 4 when the store fails, for a service manager to start it again.\n",
    [x](const terminal& at) { return x->run(at); });
  x->flags.add_to(command);
}

} // namespace scrutin
