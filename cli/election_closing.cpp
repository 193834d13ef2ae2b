#include "cli/election_closing.hpp"

#include <algorithm>
#include <chrono>
#include <iomanip>
#include <ostream>
#include <thread>

#include <boost/json.hpp>

#include "cli/officials/named_election.hpp"
#include "cli/officials/official_flags.hpp"

namespace scrutin {

namespace {

namespace json = boost::json;

struct election_closing {
  std::string election;
  official_flags flags;
  bool watches = false;
  std::uint32_t interval_s = 2;
  print_format print = print_format::text;

  [[nodiscard]] exit_code run(const terminal& at) const;

private:
  void show(const terminal& at, const json::object& told) const;
};

std::string text_of(const json::object& x, const char* name) {
  const auto* found = x.if_contains(name);
  if (found == nullptr) {
    return "-";
  }
  return found->is_string() ? std::string{found->as_string()}
                            : json::serialize(*found);
}

bool is_closed(const json::object& told) {
  const auto* closed = told.if_contains("closed");
  return closed != nullptr && closed->is_bool() && closed->as_bool();
}

void election_closing::show(const terminal& at,
                            const json::object& told) const {
  if (print == print_format::json) {
    at.out << json::serialize(told) << std::endl;
    return;
  }
  at.out << (watches && at.out_is_terminal ? "\x1b[H\x1b[J" : "");
  at.out << std::left << std::setw(8) << "REGION" << std::setw(7) << "SLICE"
         << std::setw(10) << "PHASE" << std::setw(26) << "GRACE UNTIL"
         << std::setw(11) << "IN FLIGHT" << std::setw(10) << "FRAMES"
         << "BALLOTS\n";
  if (const auto* list = told.if_contains("partitions");
      list != nullptr && list->is_array()) {
    for (const auto& each : list->as_array()) {
      const auto& x = each.as_object();
      at.out << std::setw(8) << text_of(x, "region_id") << std::setw(7)
             << text_of(x, "slice") << std::setw(10) << text_of(x, "phase")
             << std::setw(26) << text_of(x, "grace_until") << std::setw(11)
             << text_of(x, "in_flight") << std::setw(10) << text_of(x, "frames")
             << text_of(x, "ballots") << "\n";
    }
  }
  at.out << election
         << (is_closed(told) ? " is closed, and nothing is in flight"
                             : " is not closed")
         << std::endl;
}

exit_code election_closing::run(const terminal& at) const {
  auto to = reach_election(flags, election);
  if (!to) {
    return report(at, to.failure());
  }
  auto target =
    "/api/v1/admin/elections/" + std::to_string(to->id) + "/closing";
  while (true) {
    auto told = to->at.get(target);
    if (!told) {
      return report(at, told.failure());
    }
    if (told->status != 200 || !told->body.is_object()) {
      return report(at, *told);
    }
    const auto& closing = told->body.as_object();
    show(at, closing);
    if (is_closed(closing)) {
      return exit_code::ok;
    }
    if (!watches) {
      return exit_code::wrong_state;
    }
    std::this_thread::sleep_for(std::chrono::seconds{interval_s});
  }
}

} // namespace

void add_election_closing(command_line& commands) {
  auto x = std::make_shared<election_closing>();
  auto& command = commands.add(
    "election closing", "Show how far the close of an election is",
    "  scrutin election closing QC-2026 --token-file token\n"
    "  scrutin election closing QC-2026 --token-file token --watch\n"
    "  scrutin election closing QC-2026 --token-file token -o json\n\n"
    "Asks a node, which asks every partition: not_open, open, grace (closing\n"
    "time is over, what was received before it may still come in), closing,\n"
    "closed, or unknown where none answers. In a closed partition nothing is\n"
    "in flight, and its frames and ballots are what is counted. Ends with 0\n"
    "once every partition has closed, which --watch waits for, and with 6\n"
    "before.\n"
      + std::string{official_flags_help},
    [x](const terminal& at) { return x->run(at); });
  command.add_option("election", x->election, "The election, by code or id")
    ->required()
    ->type_name("CODE");
  x->flags.add_to(command);
  command.add_flag("--watch", x->watches, "Show again until all has closed");
  command.add_option("--interval", x->interval_s, "Seconds between two looks")
    ->check(CLI::Range(1U, 3'600U))
    ->capture_default_str()
    ->type_name("SECONDS");
  add_print_format(command, x->print);
}

} // namespace scrutin
