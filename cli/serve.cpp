#include "cli/serve.hpp"

#include <csignal>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <thread>

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>

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
    // A log that nobody reads any more is no reason to stop.
    std::signal(SIGPIPE, SIG_IGN);
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
    (*started)->wait_until_ready();
    log_event(log_level::info, "node_ready");
    return run_until_signal(at, **started);
  }
};

} // namespace

void hide_process_memory() {
  rlimit none{0, 0};
  setrlimit(RLIMIT_CORE, &none);
  prctl(PR_SET_DUMPABLE, 0);
}

namespace {

// A terminal that closes ends the node in order, unless nohup says otherwise.
bool is_ignored(int signal) {
  struct sigaction now {};
  return sigaction(signal, nullptr, &now) == 0 && now.sa_handler == SIG_IGN;
}

} // namespace

exit_code run_until_signal(const terminal& at, node& running,
                           const std::function<void()>& before_stop) {
  boost::asio::io_context io;
  boost::asio::signal_set signals{io, SIGINT, SIGTERM};
  if (!is_ignored(SIGHUP)) {
    signals.add(SIGHUP);
  }
  signals.async_wait([&](boost::system::error_code failure, int number) {
    if (!failure) {
      log_event(log_level::info, "node_stops", {{log_key::signal, number}});
      running.request_stop();
    }
  });
  std::thread listening{[&] { io.run(); }};
  auto outcome = running.wait();
  boost::asio::post(io, [&] { signals.cancel(); });
  listening.join();
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
    "Serves every election of its documents from an embedded store; opens\n"
    "and closes each when its window says so. Import rolls before opening:\n"
    "the store has one user at a time. Logs node_ready once it serves. Ends\n"
    "with 0 after SIGINT, SIGTERM or SIGHUP, once what is in flight is "
    "answered;\n"
    "with 4 when the store fails, for a service manager to start it again.\n",
    [x](const terminal& at) { return x->run(at); });
  x->flags.add_to(command);
}

} // namespace scrutin
