#include "cli/officials/write_in_command.hpp"

#include <iomanip>
#include <memory>
#include <ostream>
#include <string>

#include "cli/officials/named_election.hpp"
#include "cli/officials/official_flags.hpp"

namespace scrutin {

namespace {

namespace json = boost::json;

struct write_in_command {
  std::string election;
  std::uint32_t region = 0;
  official_flags flags;
  print_format print = print_format::text;
};

std::string shown(const json::object& x, const char* member) {
  const auto* found = x.if_contains(member);
  if (found == nullptr) {
    return {};
  }
  return found->is_string() ? std::string{found->as_string()}
                            : json::serialize(*found);
}

std::string counts_for(const json::object& x) {
  auto candidate = shown(x, "candidate_id");
  if (!candidate.empty()) {
    return "candidate " + candidate;
  }
  return shown(x, "decided") == "true" ? "nobody" : "undecided";
}

void print_names(const terminal& at, print_format format,
                 const json::array& names) {
  if (format == print_format::json) {
    for (const auto& each : names) {
      at.out << json::serialize(each) << "\n";
    }
    return;
  }
  auto line = [&at](const std::string& region, const std::string& id,
                    const std::string& votes, const std::string& decision,
                    const std::string& name) {
    at.out << std::left << std::setw(8) << region << std::setw(18) << id
           << std::right << std::setw(9) << votes << "  " << std::left
           << std::setw(16) << decision << name << "\n";
  };
  line("REGION", "DIGITS", "VOTES", "COUNTS FOR", "NAME");
  for (const auto& each : names) {
    const auto& x = each.as_object();
    line(shown(x, "region_id"), shown(x, "write_in"), shown(x, "votes"),
         counts_for(x), shown(x, "name"));
  }
}

exit_code list(const terminal& at, const write_in_command& x) {
  auto to = reach_election(x.flags, x.election);
  if (!to) {
    return report(at, to.failure());
  }
  auto target = "/api/v1/admin/elections/" + std::to_string(to->id)
                + "/write-ins"
                + (x.region == 0 ? "" : "?region=" + std::to_string(x.region));
  auto reply = to->at.get(target);
  if (!reply) {
    return report(at, reply.failure());
  }
  const auto* names = reply->status == 200 && reply->body.is_object()
                        ? reply->body.as_object().if_contains("write_ins")
                        : nullptr;
  if (names == nullptr || !names->is_array()) {
    return report(at, *reply);
  }
  print_names(at, x.print, names->as_array());
  return exit_code::ok;
}

} // namespace

void add_election_write_ins(command_line& commands) {
  auto x = std::make_shared<write_in_command>();
  auto& command = commands.add(
    "election write-ins", "List the names that voters wrote in",
    "  scrutin election write-ins QC-2026 --region 2\n"
    "  scrutin election write-ins QC-2026 -o json | jq -r .name\n\n"
    "Once all that it is about has closed; before, and to anybody else, "
    "nothing but\ntheir number is told. `election merge` says whom a name "
    "counts for, by its\ndigits; what is not decided counts for nobody. JSON "
    "is "
    "one name a line.\n"
      + std::string{official_flags_help},
    [x](const terminal& at) { return list(at, *x); });
  command.add_option("election", x->election, "Its code, or its id")
    ->required()
    ->type_name("CODE");
  x->flags.add_to(command);
  command.add_option("-r,--region", x->region, "Only this region")
    ->check(CLI::Range(1U, UINT32_MAX))
    ->type_name("ID");
  add_print_format(command, x->print);
}

} // namespace scrutin
