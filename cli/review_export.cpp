#include "cli/review_export.hpp"

#include <map>
#include <ostream>

#include "cli/administration/command_note.hpp"
#include "cli/new_file.hpp"
#include "cli/node_flags.hpp"
#include "cli/review_list.hpp"
#include "nodes/opened_elections.hpp"
#include "nodes/system_surroundings.hpp"

namespace scrutin {

namespace {

enum class review_format : unsigned char { csv = 1, json };

struct review_export {
  node_flags node;
  std::string election_code;
  std::uint32_t region = 0;
  review_format format = review_format::csv;
  std::filesystem::path output;
  bool replaces = false;

  [[nodiscard]] exit_code run(const terminal& at) const {
    auto options = node.read();
    if (!options) {
      return report(at, options.failure());
    }
    auto opened = open_elections(*options, system_random());
    if (!opened) {
      return report(at, opened.failure());
    }
    const auto* served = opened->elections->find(election_code);
    if (served == nullptr) {
      return report(at, {ec::unknown_election, "no election " + election_code});
    }
    const auto& in = served->definition;
    if (region != 0 && in.find_contest({region}) == nullptr) {
      return report(at, {ec::unknown_region, election_code + " has no region "
                                               + std::to_string(region)});
    }
    auto list = list_review(*opened->at.review, in, region);
    if (!list) {
      return report(at, list.failure());
    }
    note_command(at, opened->at, audit_act::review_exported,
                 "election " + std::to_string(in.id.value),
                 election_code
                   + (region == 0 ? "" : ", region " + std::to_string(region)));
    if (output.empty()) {
      print(at.out, in, *list);
      return exit_code::ok;
    }
    auto file = new_file::create(output, replaces);
    if (!file) {
      return report(at, file.failure());
    }
    print((*file)->out(), in, *list);
    if (auto done = (*file)->finish(); !done) {
      return report(at, done.failure());
    }
    at.out << output.string() << ": " << with_separators(list->entries.size())
           << " entries\n";
    return exit_code::ok;
  }

  void print(std::ostream& out, const election& in,
             const review_list& list) const {
    if (format == review_format::json) {
      print_review_json(out, in, list);
    } else {
      print_review_csv(out, list);
    }
  }
};

} // namespace

void add_review_export(command_line& commands) {
  auto x = std::make_shared<review_export>();
  auto& command = commands.add(
    "review export", "Write the refused attempts of an election",
    "  scrutin review export --config scrutin.toml --election QC-2026 \\\n"
    "    --format csv --output refused.csv\n"
    "  scrutin review export -c scrutin.toml -e QC-2026 -f json\n\n"
    "Second votes, unknown credentials, selections that are none: how often,\n"
    "and on which days. Never what was selected, and nobody's tag: entries "
    "are\n"
    "sorted by what they say and numbered in that order. Needs an embedded\n"
    "store to itself: stop the node first.\n",
    [x](const terminal& at) { return x->run(at); });
  x->node.add_to(command);
  command.add_option("-e,--election", x->election_code, "The election's code")
    ->required()
    ->type_name("CODE");
  command.add_option("-r,--region", x->region, "Only this region")
    ->check(CLI::Range(1U, UINT32_MAX))
    ->type_name("ID");
  static const std::map<std::string, review_format> names = {
    {"csv", review_format::csv}, {"json", review_format::json}};
  command
    .add_option("-f,--format", x->format, "What is written; csv by default")
    ->transform(CLI::CheckedTransformer(names))
    ->type_name("csv|json")
    ->option_text("csv|json");
  command
    .add_option("-O,--output", x->output,
                "The file; without it standard output")
    ->type_name("FILE");
  command.add_flag("--force", x->replaces, "Replace a file that is there");
}

} // namespace scrutin
