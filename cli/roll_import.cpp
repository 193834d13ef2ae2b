#include "cli/roll_import.hpp"

#include <filesystem>
#include <numeric>
#include <ostream>

#include <boost/json.hpp>

#include "cli/administration/command_note.hpp"
#include "cli/node_flags.hpp"
#include "cli/progress_bar.hpp"
#include "cli/roll_importer.hpp"
#include "domain/course/official_act.hpp"
#include "nodes/election_registry.hpp"
#include "nodes/opened_elections.hpp"
#include "nodes/system_surroundings.hpp"

namespace scrutin {

namespace {

struct roll_import {
  node_flags node;
  std::string election;
  std::uint32_t region = 0;
  std::vector<std::string> files;
  bool strict = false;
  bool clear = false;
  print_format print = print_format::text;

  [[nodiscard]] exit_code run(const terminal& at) const;
  [[nodiscard]] result<import_report> import(const terminal& at) const;
  [[nodiscard]] result<import_report>
  import_files(const served_election& into, roll_store& roll,
               progress_bar& progress) const;
  void print_report(const terminal& at, const import_report& x,
                    double elapsed_s) const;
};

std::uint64_t bytes_of(const std::vector<std::string>& files) {
  return std::accumulate(files.begin(), files.end(), std::uint64_t{0},
                         [](std::uint64_t sum, const std::string& file) {
                           std::error_code failure;
                           auto size =
                             std::filesystem::file_size(file, failure);
                           return failure ? sum : sum + size;
                         });
}

result<import_report> roll_import::import_files(const served_election& into,
                                                roll_store& roll,
                                                progress_bar& progress) const {
  import_options options;
  if (region != 0) {
    options.region = region_id{region};
  }
  options.strict = strict;
  roll_importer importer{into, roll, options};
  std::uint64_t bytes_before = 0;
  for (const auto& file : files) {
    auto done =
      importer.import_file(file, [&](std::uint64_t bytes, std::uint64_t lines) {
        progress.update(bytes_before + bytes, lines);
      });
    if (!done) {
      return done.failure();
    }
    bytes_before += bytes_of({file});
  }
  return importer.finish();
}

result<import_report> roll_import::import(const terminal& at) const {
  auto options = node.read();
  if (!options) {
    return options.failure();
  }
  auto opened = open_elections(*options, system_random());
  if (!opened) {
    return opened.failure();
  }
  const auto* into = opened->elections->find(election);
  if (into == nullptr) {
    return error{ec::unknown_election, "neither the store nor a document in "
                                         + options->elections_directory.string()
                                         + " defines election " + election};
  }
  if (region != 0
      && into->definition.find_contest(region_id{region}) == nullptr) {
    return error{ec::unknown_region, "election " + election + " has no region "
                                       + std::to_string(region)};
  }
  auto voting = has_opened(*opened->at.ballot_box, into->definition.id);
  if (!voting) {
    return voting.failure();
  }
  if (*voting) {
    return error{ec::wrong_state,
                 "election " + election + " has opened: its roll is sealed"};
  }
  if (clear) {
    auto changed = has_begun(*opened->at.ballot_box, into->definition.id);
    if (!changed) {
      return changed.failure();
    }
    if (*changed) {
      return error{ec::wrong_state,
                   "voters of election " + election
                     + " were added or revoked one by one: its roll cannot be "
                       "replaced any more, only added to"};
    }
    if (auto done = opened->at.roll->clear(into->definition.id); !done) {
      return done.failure();
    }
  }
  progress_bar progress{at, "importing", "lines", bytes_of(files)};
  auto report = import_files(*into, *opened->at.roll, progress);
  progress.finish();
  // Also where it failed on its way: what is on the roll by now is.
  note_command(at, opened->at, audit_act::roll_imported,
               subject_of(into->definition.id),
               report ? "added " + std::to_string(report->added)
                      : std::string{"cut short"});
  if (report) {
    print_report(at, *report, progress.elapsed_s());
  }
  return report;
}

void roll_import::print_report(const terminal& at, const import_report& x,
                               double elapsed_s) const {
  auto speed = static_cast<std::uint64_t>(static_cast<double>(x.read)
                                          / std::max(elapsed_s, 0.001));
  for (const auto& line : x.first_refused) {
    at.err << line.file << ":" << line.line << ": " << line.reason << "\n";
  }
  if (x.refused > x.first_refused.size()) {
    at.err << "and " << with_separators(x.refused - x.first_refused.size())
           << " more refused lines\n";
  }
  if (print == print_format::json) {
    at.out << boost::json::serialize(
      boost::json::object{{"read", x.read},
                          {"added", x.added},
                          {"repeated", x.repeated},
                          {"refused", x.refused},
                          {"elapsed_s", elapsed_s},
                          {"lines_per_s", speed}})
           << "\n";
    return;
  }
  at.out << election << ": read " << with_separators(x.read) << ", added "
         << with_separators(x.added) << ", repeated "
         << with_separators(x.repeated) << ", refused "
         << with_separators(x.refused) << " (" << with_separators(speed)
         << " lines/s)\n";
}

exit_code roll_import::run(const terminal& at) const {
  auto done = import(at);
  if (!done) {
    return report(at, done.failure());
  }
  return done->refused == 0 ? exit_code::ok : exit_code::failed;
}

} // namespace

void add_roll_import(command_line& commands) {
  auto x = std::make_shared<roll_import>();
  auto& command = commands.add(
    "roll import", "Load roll files into an election that has not opened",
    "  scrutin roll import --config scrutin.toml --election L2025-001 \\\n"
    "    --region 1 roll/*.json\n"
    "  scrutin roll import --config scrutin.toml --election QC-2026 "
    "roll/*.csv\n\n"
    "Takes CSV (nas,code,election,region), JSON shards, {\"hashes\": [...]}\n"
    "and one digest a line; --region says it for lines without a region.\n"
    "On PostgreSQL nodes may run: they cut the roll into slices within a few\n"
    "seconds. An embedded store has one user at a time: stop its node first,\n"
    "and import before the election opens. A refused line is named\n"
    "by file and line and stops nothing without --strict; an import can be\n"
    "run again. Ends with 1 when a line was refused.\n",
    [x](const terminal& at) { return x->run(at); });
  x->node.add_to(command);
  command.add_option("-e,--election", x->election, "Code of the election")
    ->required()
    ->type_name("CODE");
  command
    .add_option("-r,--region", x->region,
                "Region of lines that do not name one")
    ->check(CLI::PositiveNumber)
    ->option_text("ID");
  command.add_option("files", x->files, "Roll files")
    ->required()
    ->check(CLI::ExistingFile)
    ->option_text("FILE... REQUIRED");
  command.add_flag("--strict", x->strict, "Stop at the first refused line");
  command.add_flag("--clear", x->clear,
                   "Take the election's whole roll away first");
  add_print_format(command, x->print);
}

} // namespace scrutin
