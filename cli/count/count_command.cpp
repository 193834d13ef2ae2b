#include "cli/count/count_command.hpp"

#include <charconv>
#include <ostream>
#include <string_view>

#include "cli/count/count_print.hpp"
#include "cli/count/count_report.hpp"
#include "cli/count/counted_file.hpp"
#include "cli/count/drawn_lot.hpp"

namespace scrutin {

namespace {

struct count_action {
  count_request request;
  count_print print = count_print::text;
  bool lists_rules = false;
  std::string lots_of;

  [[nodiscard]] exit_code run(const terminal& at) {
    if (!lots_of.empty() && !read_lots_of()) {
      return report(at, {ec::bad_configuration,
                         "--lots-of must be the ids of election and region, "
                         "such as 4/1"});
    }
    if (lists_rules) {
      return list_rules(at);
    }
    auto counted = count_file(request);
    if (!counted) {
      return report(at, counted.failure());
    }
    switch (print) {
    case count_print::text:
      print_count_text(at.out, *counted);
      break;
    case count_print::json:
      print_count_json(at.out, *counted);
      break;
    case count_print::csv:
      print_count_csv(at.out, *counted);
      break;
    }
    if (counted->count.undecided.empty()) {
      return exit_code::ok;
    }
    at.err << "scrutin: " << advice_on_tie(counted->terms.rules) << "\n";
    return exit_code::failed;
  }

  bool read_lots_of() {
    auto slash = lots_of.find('/');
    auto read = [](std::string_view text, std::uint32_t& id) {
      const auto* end = text.data() + text.size();
      auto [rest, failed] = std::from_chars(text.data(), end, id);
      return failed == std::errc{} && rest == end;
    };
    auto text = std::string_view{lots_of};
    return slash != std::string::npos
           && read(text.substr(0, slash), request.lots_of.election.value)
           && read(text.substr(slash + 1), request.lots_of.region.value);
  }

  // Every rule of the method, its value here, and what it may be.
  [[nodiscard]] exit_code list_rules(const terminal& at) const {
    auto terms = terms_of(request, 0, 1);
    if (!terms) {
      return report(at, terms.failure());
    }
    for (const auto& field : rule_fields(terms->method)) {
      at.out << field.name << "=" << field.read(terms->rules) << "    ("
             << field.allowed << ")\n";
    }
    return exit_code::ok;
  }
};

// How ties are decided by lot.
void add_lots(CLI::App& command, count_action& x) {
  command
    .add_option("--drawn", x.request.drawn,
                "Ids of tied options, who prevails first, as an official drew "
                "them (ties=official)")
    ->delimiter(',')
    ->type_name("N,N,...");
  command
    .add_option("--lots-of", x.lots_of,
                "Draw lots as of this election and region (ties=lot); without "
                "it as of 1/1")
    ->type_name("ID/ID");
  command
    .add_option("--option-ids", x.request.option_ids,
                "Ids of the options in the order of the file; without it 1, 2 "
                "and so on")
    ->delimiter(',')
    ->type_name("N,N,...");
}

// What was decided without the ballots.
void add_withdrawals(CLI::App& command, count_action& x) {
  command
    .add_option("--withdrawn", x.request.withdrawn,
                "Ids of candidates who have withdrawn; needs --withdrawal")
    ->delimiter(',')
    ->type_name("N,N,...");
  command
    .add_option("--withdrawal", x.request.withdrawal,
                "What becomes of their votes: votes_stand, votes_void, "
                "next_preference or contest_annulled")
    ->type_name("RULE");
  command.add_flag("--acclaimed", x.request.acclaimed,
                   "All options are elected without a vote");
}

} // namespace

void add_count(command_line& commands) {
  auto x = std::make_shared<count_action>();
  auto& command = commands.add(
    "count", "Count a file of ballots, without a server",
    "  scrutin count ballots.toi --method irv\n"
    "  scrutin count ward.blt --method stv --rules scotland\n"
    "  scrutin count cvr.json --method schulze -o json\n"
    "  scrutin count ballots.csv --method star --rule score_max=5 -o csv\n"
    "  scrutin count ballots.toi --method irv --rule ties=lot \\\n"
    "    --rule lot_seed=\"6 5 4 3 2 1\"\n"
    "  scrutin count --method stv --list-rules\n\n"
    "Reads PrefLib (.soc .soi .toc .toi), BLT, CSV (RCTab's generic CSV too)\n"
    "and NIST cast vote records (JSON), and counts with the code that nodes\n"
    "count with. docs/COUNTING.md tells of methods, rules and formats. Ends\n"
    "with 1 where a tie stays open.\n",
    [x](const terminal& at) { return x->run(at); });
  command.add_option("file", x->request.file,
                     "File of ballots; - is standard input");
  command
    .add_option("--method", x->request.method,
                "plurality, block, approval, score, star, borda, irv, stv, "
                "schulze or ranked_pairs")
    ->required()
    ->type_name("NAME");
  command
    .add_option("--rules", x->request.named_rules,
                "Rules of a jurisdiction: minneapolis, san_francisco, maine or "
                "scotland")
    ->type_name("NAME");
  command
    .add_option("--rule", x->request.rules,
                "One rule; may be given several times")
    ->type_name("NAME=VALUE")
    ->take_all();
  command.add_flag("--list-rules", x->lists_rules,
                   "List the rules of the method, and count nothing");
  command
    .add_option("--seats", x->request.seats,
                "Options to elect; without it what the file says, or 1")
    ->check(CLI::Range(1, 500));
  add_lots(command, *x);
  add_withdrawals(command, *x);
  command
    .add_option("--format", x->request.format,
                "preflib, blt, csv or cdf; without it by the file's name")
    ->type_name("NAME");
  command
    .add_option("--contest", x->request.contest,
                "Id of the contest, where a file of cast vote records has "
                "several")
    ->type_name("ID");
  command
    .add_option("--first-column", x->request.first_column,
                "CSV: number of the first column that is an option")
    ->check(CLI::Range(1, 10000));
  add_count_print(command, x->print);
}

} // namespace scrutin
