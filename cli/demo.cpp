#include "cli/demo.hpp"

#include <atomic>
#include <ostream>
#include <thread>

#include "cli/demo_guide.hpp"
#include "cli/demo_setting.hpp"
#include "cli/load/load_report.hpp"
#include "cli/load/load_run.hpp"
#include "cli/serve.hpp"
#include "monitoring/log.hpp"
#include "nodes/node.hpp"
#include "nodes/system_surroundings.hpp"

namespace scrutin {

namespace {

/// Simulated voters, who cast through HTTP on a thread of their own.
class simulated_voters {
public:
  simulated_voters(const terminal& at, const demo_setting& setting,
                   std::uint16_t port, double rate) {
    load::load_options options;
    options.url = "http://127.0.0.1:" + std::to_string(port);
    options.rolls = {setting.roll_file().string()};
    options.rate = rate;
    options.connections = 8;
    options.check_totals = false;
    thread_ = std::thread{[this, options, at] {
      auto done = load::run_load(
        options, [](const load::load_progress&) {},
        [this] { return stopping_.load(); });
      if (!done) {
        at.err << "scrutin: simulated voters: " << to_string(done.failure())
               << "\n";
      } else if (!stopping_) {
        at.out << "Every simulated voter has cast in every election.\n"
               << std::flush;
      }
    }};
  }
  simulated_voters(const simulated_voters&) = delete;
  simulated_voters& operator=(const simulated_voters&) = delete;
  ~simulated_voters() {
    stopping_ = true;
    thread_.join();
  }

private:
  std::atomic<bool> stopping_ = false;
  std::thread thread_;
};

struct demo {
  std::uint32_t port = 8000;
  std::size_t voters = 0;
  double rate = 20;

  [[nodiscard]] exit_code run(const terminal& at) const {
    end_signals signals;
    auto setting =
      demo_setting::prepare(voters + 2, port, system_clock(), system_random());
    if (!setting) {
      return report(at, setting.failure());
    }
    if (auto set_up = log_setup(setting->options().log); !set_up) {
      return report(at, set_up.failure());
    }
    auto opened = setting->take_elections();
    auto elections = opened.elections;
    auto started = node::start(setting->options(), std::move(opened),
                               system_clock(), system_random());
    if (!started) {
      return report(at, started.failure());
    }
    signals.deliver_to(**started);
    (*started)->wait_until_ready();
    auto listens_at = (*started)->port();
    print_demo_guide(at, *setting, *elections, listens_at);
    std::unique_ptr<simulated_voters> crowd;
    if (voters > 0) {
      at.out << voters << " simulated voters cast " << rate
             << " ballots a second.\n"
             << std::flush;
      crowd =
        std::make_unique<simulated_voters>(at, *setting, listens_at, rate);
    }
    // The crowd leaves before the doors close.
    return run_until_end(at, **started, signals, [&] { crowd.reset(); });
  }
};

} // namespace

void add_demo(command_line& commands) {
  auto x = std::make_shared<demo>();
  auto& command = commands.add(
    "demo", "Try it out: a node with sample elections in a temporary folder",
    "  scrutin demo\n"
    "  scrutin demo --voters 5000 --rate 50\n"
    "  scrutin results watch\n\n"
    "Prints addresses, two credentials and curl lines to paste; the\n"
    "credentials are for you, simulated voters have others. The first of\n"
    "them cast within a second or two; `scrutin results watch`, in another\n"
    "terminal, shows the totals move. Everything is gone when it ends. Not\n"
    "for production.\n",
    [x](const terminal& at) { return x->run(at); });
  command.add_option("-p,--port", x->port, "Port of the API; 0: a free one")
    ->check(CLI::Range(0, 65535))
    ->option_text("PORT [8000]");
  command
    .add_option("--voters", x->voters,
                "Simulated voters, who cast in every election")
    ->check(CLI::Range(0, 1'000'000))
    ->option_text("N [0]");
  command
    .add_option("--rate", x->rate,
                "Ballots that they cast in a second, together")
    ->check(CLI::PositiveNumber)
    ->option_text("R [20]");
}

} // namespace scrutin
