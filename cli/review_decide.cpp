#include "cli/review_decide.hpp"

#include <map>
#include <ostream>

#include <boost/json.hpp>

#include "actors/review_desk.hpp"
#include "cli/node_flags.hpp"
#include "domain/review_kinds.hpp"
#include "nodes/opened_elections.hpp"
#include "nodes/system_surroundings.hpp"

namespace scrutin {

namespace {

const std::string me{command_line_actor};

struct review_flags {
  node_flags node;
  std::string election_code;
  std::uint32_t region = 0;
  review_choice choice;
  std::string first_day;
  std::string last_day;
  std::string note;
  std::string confirm;
  print_format print = print_format::text;
};

/// The queue and the log of one store.
struct opened_desk {
  opened_elections opened;
  std::unique_ptr<account_registry> log;
  review_choice choice;

  [[nodiscard]] review_desk desk() const { return {*log, *opened.at.review}; }
};

result<void> read_day(const std::string& text, std::uint32_t& into) {
  if (text.empty()) {
    return {};
  }
  auto day = parse_day(text);
  if (!day) {
    return error{ec::malformed, "a day is written as 2026-11-02"};
  }
  into = *day;
  return {};
}

result<opened_desk> open(const review_flags& x) {
  auto choice = x.choice;
  if (auto done = read_day(x.first_day, choice.first_day); !done) {
    return done.failure();
  }
  if (auto done = read_day(x.last_day, choice.last_day); !done) {
    return done.failure();
  }
  auto options = x.node.read();
  if (!options) {
    return options.failure();
  }
  auto opened = open_elections(*options, system_random());
  if (!opened) {
    return opened.failure();
  }
  const auto* served = opened->elections->find(x.election_code);
  if (served == nullptr) {
    return error{ec::unknown_election, "no election " + x.election_code};
  }
  if (served->definition.find_contest({x.region}) == nullptr) {
    return error{ec::unknown_region, x.election_code + " has no region "
                                       + std::to_string(x.region)};
  }
  choice.contest = {served->definition.id, {x.region}};
  auto log = std::make_unique<account_registry>(
    std::move(opened->at.administration), system_clock(), system_random());
  return opened_desk{std::move(*opened), std::move(log), choice};
}

exit_code tell(const terminal& at, const review_flags& x, const char* what,
               const result<std::uint64_t>& done) {
  if (!done) {
    return report(at, done.failure());
  }
  if (x.print == print_format::json) {
    at.out << boost::json::serialize(
      boost::json::object{{"election", x.election_code},
                          {"region_id", x.region},
                          {"kind", to_string(x.choice.kind)},
                          {what, *done}})
           << "\n";
  } else {
    at.out << what << " " << with_separators(*done)
           << (*done == 1 ? " entry\n" : " entries\n");
  }
  return exit_code::ok;
}

exit_code resolve(const terminal& at, const review_flags& x) {
  // Before a store is opened.
  if (auto sound = check_review_note(x.note); !sound) {
    return report(at, sound.failure());
  }
  auto on = open(x);
  if (!on) {
    return report(at, on.failure());
  }
  return tell(at, x, "resolved", on->desk().resolve(me, on->choice, x.note));
}

exit_code purge(const terminal& at, const review_flags& x) {
  auto on = open(x);
  if (!on) {
    return report(at, on.failure());
  }
  if (x.confirm == x.election_code) {
    return tell(at, x, "purged", on->desk().purge(me, on->choice));
  }
  auto choice = on->choice;
  choice.resolved = true;
  auto count = on->desk().count(choice);
  if (!count) {
    return report(at, count.failure());
  }
  at.err << "scrutin: " << with_separators(*count)
         << (*count == 1 ? " entry" : " entries")
         << " would be removed for good, and nothing was; confirm with "
            "--confirm "
         << x.election_code << "\n";
  return exit_code::usage;
}

std::pair<CLI::App*, std::shared_ptr<review_flags>>
add(command_line& commands, const std::string& path,
    const std::string& description, const std::string& examples,
    exit_code (*run)(const terminal&, const review_flags&)) {
  auto x = std::make_shared<review_flags>();
  auto& command =
    commands.add(path, description, examples,
                 [x, run](const terminal& at) { return run(at, *x); });
  x->node.add_to(command);
  command.add_option("-e,--election", x->election_code, "The election's code")
    ->required()
    ->type_name("CODE");
  command.add_option("-r,--region", x->region, "The region")
    ->required()
    ->check(CLI::Range(1U, UINT32_MAX))
    ->type_name("ID");
  std::map<std::string, review_kind> kinds;
  for (auto kind : all_review_kinds) {
    kinds.emplace(to_string(kind), kind);
  }
  constexpr auto names =
    "duplicate|unknown_credential|malformed_selection|poison";
  command.add_option("-k,--kind", x->choice.kind, "Why they were refused")
    ->required()
    ->transform(CLI::CheckedTransformer(kinds))
    ->type_name(names)
    ->option_text(names);
  add_print_format(command, x->print);
  return {&command, x};
}

} // namespace

void add_review_decisions(command_line& commands) {
  {
    auto [command, x] = add(
      commands, "review resolve", "Mark refused attempts as looked into",
      "  scrutin review resolve -c scrutin.toml -e QC-2026 -r 1 \\\n"
      "    -k duplicate --attempts 5 --note 'Pressed the button five times'\n"
      "  scrutin review resolve -c scrutin.toml -e QC-2026 -r 1 \\\n"
      "    -k unknown_credential --last-day 2026-11-02 --note 'Typing'\n\n"
      "Every open entry of that region and kind that says what is given; "
      "those\n"
      "that say the same are resolved together, for nobody can tell them\n"
      "apart. Without --attempts and days: all of them. A further attempt\n"
      "opens its entry again. The note stands in the audit log for ever and\n"
      "must name no voter: nine digits in a row are refused. Ends with 5 "
      "where\n"
      "no open entry says that. Needs an embedded store to itself: stop the\n"
      "node first, or use POST /api/v1/admin/review/resolve.\n",
      resolve);
    command
      ->add_option("--attempts", x->choice.attempts,
                   "Only entries of so many attempts")
      ->check(CLI::Range(1U, UINT32_MAX))
      ->type_name("N");
    command
      ->add_option("--first-day", x->first_day,
                   "Only entries whose first attempt was on that day")
      ->type_name("DAY");
    command
      ->add_option("--last-day", x->last_day,
                   "Only entries whose last attempt was on that day")
      ->type_name("DAY");
    command->add_option("--note", x->note, "What was found out: 1 to 500 bytes")
      ->required()
      ->type_name("TEXT");
  }
  auto [command, x] = add(
    commands, "review purge", "Remove refused attempts that were resolved",
    "  scrutin review purge -c scrutin.toml -e QC-2026 -r 1 -k duplicate\n"
    "  scrutin review purge -c scrutin.toml -e QC-2026 -r 1 -k duplicate \\\n"
    "    --confirm QC-2026\n\n"
    "Without --confirm says how many it would be, removes nothing and ends\n"
    "with 2. The audit log keeps how many there were, and every note.\n",
    purge);
  command->add_option("--confirm", x->confirm, "The election's code once more")
    ->type_name("CODE");
}

} // namespace scrutin
