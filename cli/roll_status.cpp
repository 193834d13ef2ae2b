#include "cli/roll_status.hpp"

#include <ostream>

#include <boost/json.hpp>

#include "cli/node_flags.hpp"
#include "nodes/election_registry.hpp"
#include "nodes/opened_elections.hpp"
#include "nodes/system_surroundings.hpp"

namespace scrutin {

namespace {

struct region_status {
  const region* where = nullptr;
  std::uint64_t voters = 0;
  std::uint16_t slices = 0;
};

struct election_status {
  const election* definition = nullptr;
  bool sealed = false;
  std::uint64_t voters = 0;
  std::vector<region_status> regions;
};

result<election_status> status_of(const served_election& x, const store& at) {
  election_status status;
  status.definition = &x.definition;
  auto opened = has_opened(*at.ballot_box, x.definition.id);
  if (!opened) {
    return opened.failure();
  }
  status.sealed = *opened;
  for (const auto& where : x.definition.regions) {
    auto voters = at.roll->count(x.definition.id, where.id);
    if (!voters) {
      return voters.failure();
    }
    status.voters += *voters;
    status.regions.push_back({&where, *voters, x.slices_of(where.id)});
  }
  return status;
}

void print_text(const terminal& at, const election_status& x) {
  at.out << x.definition->code << ": " << with_separators(x.voters)
         << " voters, " << (x.sealed ? "sealed" : "open for import") << "\n";
  for (const auto& region : x.regions) {
    at.out << "  region " << region.where->id.value << " "
           << region.where->name.fr << ": " << with_separators(region.voters)
           << " in " << region.slices
           << (region.slices == 1 ? " slice\n" : " slices\n");
  }
}

void print_json(const terminal& at, const election_status& x) {
  boost::json::array regions;
  for (const auto& region : x.regions) {
    regions.push_back({{"region_id", region.where->id.value},
                       {"name", region.where->name.fr},
                       {"voters", region.voters},
                       {"slices", region.slices}});
  }
  at.out << boost::json::serialize(
    boost::json::object{{"election", x.definition->code},
                        {"voters", x.voters},
                        {"sealed", x.sealed},
                        {"regions", regions}})
         << "\n";
}

struct roll_status {
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
    if (!election.empty() && opened->elections->find(election) == nullptr) {
      return report(at, {ec::unknown_election, "no election " + election});
    }
    for (const auto& x : opened->elections->all()) {
      if (!election.empty() && x.definition.code != election) {
        continue;
      }
      auto status = status_of(x, opened->at);
      if (!status) {
        return report(at, status.failure());
      }
      print == print_format::json ? print_json(at, *status)
                                  : print_text(at, *status);
    }
    return exit_code::ok;
  }
};

} // namespace

void add_roll_status(command_line& commands) {
  auto x = std::make_shared<roll_status>();
  auto& command = commands.add(
    "roll status", "Voters on each roll, and whether it is sealed",
    "  scrutin roll status --config scrutin.toml\n"
    "  scrutin roll status --config scrutin.toml --election QC-2026 -o json\n",
    [x](const terminal& at) { return x->run(at); });
  x->node.add_to(command);
  command.add_option("-e,--election", x->election, "Only this one")
    ->type_name("CODE");
  add_print_format(command, x->print);
}

} // namespace scrutin
