#include "cli/election_export.hpp"

#include <ostream>
#include <system_error>

#include "cli/count/count_report.hpp"
#include "cli/exported_ballots.hpp"
#include "cli/new_file.hpp"
#include "cli/recount_line.hpp"
#include "domain/selection.hpp"

namespace scrutin {

namespace {

ballot_format ballot_format_of(export_format x) {
  switch (x) {
  case export_format::cdf:
    return ballot_format::cdf;
  case export_format::csv:
    return ballot_format::csv;
  case export_format::blt:
    return ballot_format::blt;
  case export_format::preflib:
    return ballot_format::preflib;
  case export_format::results_json:
  case export_format::results_csv:
    break;
  }
  broken_invariant("results are no ballots");
}

struct election_export {
  closed_election_flags flags;
  std::filesystem::path output;
  bool replaces = false;
  ballot_export how;
  wall_clock now;

  [[nodiscard]] exit_code run(const terminal& at) {
    how.written_at_ms = now();
    auto x = flags.read(at);
    if (!x) {
      return report(at, x.failure());
    }
    if (auto done = check_request(*x); !done) {
      return report(at, done.failure());
    }
    auto places = places_for(*x);
    if (!places) {
      return report(at, places.failure());
    }
    flags.note(at, *x, audit_act::election_exported,
               holds_ballots(how.format) ? "ballots" : "results");
    for (std::size_t i = 0; i < places->size(); ++i) {
      auto done = write(at, *x->definition, x->contests[i], places->at(i));
      if (!done) {
        return report(at, done.failure());
      }
    }
    return exit_code::ok;
  }

  [[nodiscard]] result<void> check_request(const closed_election& x) const {
    if (how.ranks_kept == 0) {
      return {};
    }
    if (style_of(x.definition->method) != ballot_style::ranking) {
      return error{ec::bad_configuration, "--truncate cuts rankings; "
                                            + x.definition->code + " has none"};
    }
    if (!holds_ballots(how.format)) {
      return error{ec::bad_configuration,
                   "--truncate cuts ballots; results are those of the whole "
                   "ballots"};
    }
    return {};
  }

  // Where each contest goes: the output itself, where it is one contest's
  // file, or files in it. Nothing is written where one of them may not.
  [[nodiscard]] result<std::vector<std::filesystem::path>>
  places_for(const closed_election& x) const {
    std::error_code failed;
    auto is_folder =
      std::filesystem::is_directory(output, failed) || !output.has_filename();
    std::vector<std::filesystem::path> places;
    if (x.contests.size() == 1 && !is_folder) {
      places.push_back(output);
    } else {
      std::filesystem::create_directories(output, failed);
      if (failed) {
        return error{ec::unavailable,
                     output.string() + ": " + failed.message()};
      }
      for (const auto& contest : x.contests) {
        places.push_back(
          output
          / export_name(
            *x.definition, contest.region, how.format, how.ranks_kept,
            contest.merged.empty() ? 0 : contest.merged.size() - 1));
      }
    }
    for (const auto& place : places) {
      if (auto done = check_place(place, replaces); !done) {
        return done.failure();
      }
    }
    return places;
  }

  [[nodiscard]] result<void> write(const terminal& at, const election& in,
                                   const recounted_contest& x,
                                   const std::filesystem::path& place) const {
    auto file = new_file::create(place, replaces);
    if (!file) {
      return file.failure();
    }
    auto& out = (*file)->out();
    auto done = holds_ballots(how.format) ? write_papers(out, at, in, x)
                                          : write_count(out, at, in, x);
    if (!done) {
      return error{done.failure().code,
                   place.string() + ": " + done.failure().detail};
    }
    if (auto finished = (*file)->finish(); !finished) {
      return finished;
    }
    at.out << place.string() << ": " << with_separators(x.votes.total())
           << " ballots\n";
    if (holds_ballots(how.format)) {
      auto terms = terms_of(in, *in.find_contest(x.region), x.withdrawn);
      at.out << "  " << recount_line(place, ballot_format_of(how.format), terms)
             << "\n";
    }
    return {};
  }

  [[nodiscard]] result<void> write_papers(std::ostream& out, const terminal& at,
                                          const election& in,
                                          const recounted_contest& x) const {
    auto papers = papers_for_export(in, x, how);
    if (auto names = x.votes.votes_for(to_canonical(write_in{})); names > 0) {
      at.err << "scrutin: region " << x.region.value << ": "
             << with_separators(names)
             << " ballots with a name that counts for no candidate are written "
                "as blank ones\n";
    }
    auto risk = risk_of(in, papers);
    if (risk.of_few > 0) {
      warn(at, in, x.region, risk);
    }
    if (how.ranks_kept != 0) {
      at.err << "scrutin: region " << x.region.value << ": rankings are cut to "
             << how.ranks_kept << "; they may count differently\n";
    }
    return write_ballots(out, at, in, x, papers, how);
  }

  [[nodiscard]] result<void> write_count(std::ostream& out, const terminal& at,
                                         const election& in,
                                         const recounted_contest& x) const {
    auto counted = count_again(in, x);
    if (!counted) {
      return counted.failure();
    }
    if (!counted->count.undecided.empty()) {
      at.err << "scrutin: region " << x.region.value
             << ": a tie stays open in these results; election recount says "
                "what decides it\n";
    }
    if (how.format == export_format::results_json) {
      print_count_json(out, *counted);
    } else {
      print_count_csv(out, *counted);
    }
    return {};
  }

  static void warn(const terminal& at, const election& in, region_id region,
                   const export_risk& risk) {
    at.err << "scrutin: region " << region.value << ": "
           << with_separators(risk.of_few) << " of "
           << with_separators(risk.ballots) << " ballots say what fewer than "
           << risk.few << " voters say, " << with_separators(risk.alone)
           << " of them what nobody else says: who knows how somebody meant to "
              "vote can find such a ballot.";
    if (style_of(in.method) == ballot_style::ranking) {
      at.err << " --truncate N keeps N ranks";
    }
    at.err << "\n";
  }
};

} // namespace

void add_election_export(command_line& commands, const random_source& random,
                         const wall_clock& now) {
  auto x = std::make_shared<election_export>();
  x->how.random = random;
  x->now = now;
  auto& command = commands.add(
    "election export", "Write the ballots or results of a closed election",
    "  scrutin election export --config scrutin.toml --election QC-2026 \\\n"
    "    --format cdf --output ballots/\n"
    "  scrutin election export -c scrutin.toml -e QC-2026 --region 2 \\\n"
    "    --format blt --output region-2.blt --truncate 3\n"
    "  scrutin election export -c scrutin.toml -e QC-2026 \\\n"
    "    --format results-json --output results/\n\n"
    "One file a contest, of mode 0600, there whole or not at all. Ballots "
    "that\n"
    "are written one by one stand in a random order under numbers of that\n"
    "order. Prints how each file is counted again with `scrutin count`. Warns\n"
    "where ballots could be recognised by what they say; cut rankings may\n"
    "count differently. Needs an embedded store to itself: stop the node\n"
    "first. Ends with 6 before every partition of the election has closed, "
    "and\n"
    "where a file is there already. docs/EXPORTS.md tells of the formats.\n",
    [x](const terminal& at) { return x->run(at); });
  x->flags.add_to(command);
  add_export_format(command, x->how.format);
  command
    .add_option("-O,--output", x->output,
                "The file of one contest, or a folder for several, which is "
                "made")
    ->required()
    ->type_name("FILE");
  command
    .add_option("--truncate", x->how.ranks_kept,
                "Cut rankings to so many ranks")
    ->check(CLI::Range(1, 500))
    ->type_name("N");
  command.add_flag("--force", x->replaces, "Replace files that are there");
}

} // namespace scrutin
