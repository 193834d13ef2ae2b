#include "cli/keys_show.hpp"

#include <ostream>

#include <boost/json.hpp>

#include "cli/node_flags.hpp"
#include "domain/certification/signing_key.hpp"
#include "domain/text.hpp"
#include "nodes/opened_elections.hpp"
#include "nodes/system_surroundings.hpp"

namespace scrutin {

namespace {

namespace json = boost::json;

struct shown_keys {
  node_flags node;
  std::string election;
  print_format print = print_format::text;

  [[nodiscard]] exit_code run(const terminal& at) const {
    auto options = node.read();
    if (!options) {
      return report(at, options.failure());
    }
    auto opened = open_elections(*options, system_random());
    if (!opened) {
      return report(at, opened.failure());
    }
    auto shown = false;
    for (const auto& served : opened->elections->all()) {
      const auto& in = served.definition;
      if (!election.empty() && in.code != election) {
        continue;
      }
      shown = true;
      signing_key key{in.id, served.keys};
      auto text = to_hex(key.published().view());
      if (print == print_format::json) {
        at.out << json::serialize(json::object{{"election", in.code},
                                               {"election_id", in.id.value},
                                               {"algorithm", "Ed25519"},
                                               {"public_key", text}})
               << "\n";
      } else {
        at.out << in.code << " Ed25519 " << text << "\n";
      }
    }
    return shown
             ? exit_code::ok
             : report(at, {ec::unknown_election, "no election " + election});
  }
};

} // namespace

void add_keys_show(command_line& commands) {
  auto x = std::make_shared<shown_keys>();
  auto& command = commands.add(
    "keys show", "Print the public keys that results are signed under",
    "  scrutin keys show --config scrutin.toml\n"
    "  scrutin keys show -c scrutin.toml -e QC-2026 -o json\n\n"
    "Prints no secret. Needs an embedded store to itself: stop the node\n"
    "first, or ask it at /api/v1/elections/{id}/certificate.\n",
    [x](const terminal& at) { return x->run(at); });
  x->node.add_to(command);
  command.add_option("-e,--election", x->election, "Only this one, by code")
    ->type_name("CODE");
  add_print_format(command, x->print);
}

} // namespace scrutin
