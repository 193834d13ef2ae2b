#include "cli/box_verify.hpp"

#include <ostream>

#include <boost/json.hpp>

#include "cli/node_flags.hpp"
#include "nodes/box_audit.hpp"
#include "nodes/opened_elections.hpp"
#include "nodes/system_surroundings.hpp"

namespace scrutin {

namespace {

struct box_verify {
  node_flags flags;
  print_format print = print_format::text;

  [[nodiscard]] exit_code run(const terminal& at) const {
    auto options = flags.read();
    if (!options) {
      return report(at, options.failure());
    }
    auto opened = open_elections(*options, system_random());
    if (!opened) {
      return report(at, opened.failure());
    }
    auto audit = box_audit::read(opened->at, *opened->elections);
    if (!audit) {
      return report(at, audit.failure());
    }
    if (print == print_format::json) {
      print_json(at, *audit);
    } else {
      print_table(at, *audit);
    }
    auto violations = audit->violations();
    for (const auto& x : violations) {
      at.err << "scrutin: " << x << "\n";
    }
    return violations.empty() ? exit_code::ok : exit_code::storage;
  }

  static void print_table(const terminal& at, const box_audit& audit) {
    for (const auto& [partition, x] : audit.partitions()) {
      at.out << to_string(partition) << ": " << to_string(x.ledger->state())
             << ", " << with_separators(x.ledger->ballots()) << " ballots of "
             << with_separators(x.ledger->voters()) << " voters, "
             << with_separators(x.ledger->last_sequence()) << " frames"
             << (x.violation.empty() ? "" : ", breaks a rule") << "\n";
    }
  }

  static void print_json(const terminal& at, const box_audit& audit) {
    boost::json::array list;
    for (const auto& [partition, x] : audit.partitions()) {
      list.push_back(boost::json::object{
        {"election", partition.election.value},
        {"region", partition.region.value},
        {"slice", partition.slice},
        {"state", to_string(x.ledger->state())},
        {"voters", x.ledger->voters()},
        {"ballots", x.ledger->ballots()},
        {"frames", x.ledger->last_sequence()},
        {"memory_bytes", x.ledger->memory_bytes()},
        {"violation", x.violation},
      });
    }
    at.out << boost::json::serialize(list) << "\n";
  }
};

} // namespace

void add_box_verify(command_line& commands) {
  auto x = std::make_shared<box_verify>();
  auto& command = commands.add(
    "box verify", "Check every frame of the ballot box against its rules",
    "  scrutin box verify --config scrutin.toml\n\n"
    "Opens every frame under its keys, replays every partition, and checks\n"
    "that each tag was spent once, that ballots lie between open and close\n"
    "and that tallies add up. Needs an embedded store to itself: stop the\n"
    "node first. Prints no votes. Ends with 4 where a rule is broken.\n",
    [x](const terminal& at) { return x->run(at); });
  x->flags.add_to(command);
  add_print_format(command, x->print);
}

} // namespace scrutin
