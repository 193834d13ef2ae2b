#include "cli/load/load_command.hpp"

#include <atomic>
#include <boost/json/serialize.hpp>
#include <csignal>
#include <ostream>
#include <random>

#include "cli/load/load_report.hpp"

namespace scrutin {

namespace {

constexpr auto examples =
  "  As fast as answers come, for 30 s after 5 s of warm-up:\n"
  "    scrutin load --roll roll/*.csv --duration 30 --warm-up 5\n"
  "  1,000 casts a second, latencies from their intended times:\n"
  "    scrutin load --roll roll/*.csv --rate 1000 --duration 60\n"
  "  With some of everything that must be refused:\n"
  "    scrutin load --roll roll/*.csv --count 10000 --duplicates 0.1 \\\n"
  "      --unknown 0.05 --malformed 0.05\n"
  "  Keep a record, and after a fault cast what is not settled, exactly as\n"
  "  before (same seed):\n"
  "    scrutin load --roll roll/*.csv --record cast.csv --seed 7\n"
  "    scrutin load --roll roll/*.csv --record cast.csv --seed 7 --resume\n"
  "  On an election that publishes every 25 ballots, so that up to 24 are\n"
  "  not in the totals while it is open:\n"
  "    scrutin load --roll roll/*.csv --count 400 --held-back 24\n\n"
  "A node limits what one address may ask: serve the one under test with\n"
  "--set rate_limit.enabled=false, or most of the run is refused (429). Ends\n"
  "with 1 where totals and acknowledged ballots differ by more than may be\n"
  "held back.\n";

std::atomic<bool> interrupted{false};

/// The first interrupt ends the run with its report, a second one at once.
void on_interrupt(int) {
  interrupted = true;
  std::signal(SIGINT, SIG_DFL);
}

struct load_command {
  load::load_options options;
  print_format print = print_format::text;
  bool without_retry_key = false;
  bool without_check = false;
  CLI::Option* seed = nullptr;

  [[nodiscard]] exit_code run(const terminal& at);
};

exit_code load_command::run(const terminal& at) {
  if (seed->count() == 0) {
    options.seed = std::random_device{}();
  }
  options.idempotency_key = !without_retry_key;
  options.check_totals = !without_check;
  if (auto valid = load::validate(options); !valid) {
    report(at, valid.failure());
    return exit_code::usage;
  }
  std::signal(SIGINT, on_interrupt);
  at.err << "seed " << options.seed << std::endl;
  auto done = load::run_load(
    options,
    [&](const load::load_progress& x) {
      at.err << load::to_line(x) << std::endl;
    },
    [] { return interrupted.load(); });
  if (!done) {
    return report(at, done.failure());
  }
  if (print == print_format::json) {
    at.out << boost::json::serialize(load::to_json(*done)) << std::endl;
  } else {
    at.out << load::to_text(*done) << std::flush;
  }
  return done->verdict == load::check_verdict::unequal ? exit_code::failed
                                                       : exit_code::ok;
}

void add_flow_options(CLI::App& command, load::load_options& x) {
  command
    .add_option("--connections", x.connections,
                "Keep-alive connections, of all threads together")
    ->capture_default_str()
    ->type_name("N");
  command.add_option("--threads", x.threads, "Client threads")
    ->capture_default_str()
    ->type_name("N");
  command
    .add_option("--rate", x.rate,
                "Requests per second, whatever the answers (open loop); 0: "
                "each connection sends when it has its answer")
    ->type_name("R");
  command.add_option("--duration", x.duration_s, "Seconds to measure")
    ->type_name("S");
  command
    .add_option("--count", x.count,
                "Requests to make; without it, until the duration or the "
                "roll ends")
    ->type_name("N");
  command
    .add_option("--warm-up", x.warm_up_s,
                "Seconds before latencies begin to count")
    ->type_name("S");
  command
    .add_option("--timeout", x.timeout_s,
                "Seconds until a request without an answer is given up")
    ->capture_default_str()
    ->type_name("S");
  command.add_option("--pin", x.pin, "Processor cores for the threads: 0,1")
    ->delimiter(',')
    ->type_name("CORES");
}

void add_cast_options(CLI::App& command, load_command& x) {
  auto& mix = x.options.mix;
  command
    .add_option("--duplicates", mix.duplicates,
                "Share of requests that cast an accepted credential again")
    ->type_name("SHARE");
  command
    .add_option("--unknown", mix.unknown,
                "Share of requests with a credential that is on no roll")
    ->type_name("SHARE");
  command
    .add_option("--malformed", mix.malformed,
                "Share of requests that are not casts")
    ->type_name("SHARE");
  command.add_flag("--without-idempotency-key", x.without_retry_key,
                   "Send no Idempotency-Key");
  x.seed = command.add_option(
    "--seed", x.options.seed,
    "What selections and retry keys are drawn from; random and printed if "
    "not given");
}

void add_record_options(CLI::App& command, load_command& x) {
  command
    .add_option("--record", x.options.record,
                "Write what became of each cast: holds selections and "
                "retry keys, for rehearsals only")
    ->type_name("FILE");
  command.add_flag("--resume", x.options.resume,
                   "Go on with the record: leave out what it settles");
  command
    .add_option("--held-back", x.options.held_back_max,
                "Ballots that the release rule may hold back while voting "
                "is open: its step_ballots less 1, for each partition of a "
                "contest")
    ->type_name("N");
  command
    .add_option("--settle", x.options.settle_s,
                "Seconds that totals must stand still before they are "
                "compared")
    ->capture_default_str()
    ->type_name("S");
  command.add_flag("--without-check", x.without_check,
                   "Do not compare totals at the end");
}

} // namespace

void add_load(command_line& commands) {
  auto x = std::make_shared<load_command>();
  auto& command =
    commands.add("load", "Cast ballots as a load test, and check the totals",
                 examples, [x](const terminal& at) { return x->run(at); });
  command.add_option("--url", x->options.url, "The server")
    ->capture_default_str()
    ->type_name("URL");
  command
    .add_option("--roll", x->options.rolls,
                "Files of credentials, as scrutin roll generate writes them")
    ->required()
    ->type_name("FILE...");
  command
    .add_option("--election", x->options.election,
                "Only credentials of this election")
    ->type_name("CODE");
  command
    .add_option("--blind-law", x->options.blind_law,
                "Cast for this law without asking the server what there is; "
                "checks no totals")
    ->type_name("CODE");
  add_flow_options(command, x->options);
  add_cast_options(command, *x);
  add_record_options(command, *x);
  add_print_format(command, x->print);
}

} // namespace scrutin
