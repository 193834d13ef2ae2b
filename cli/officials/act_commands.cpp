#include "cli/officials/act_commands.hpp"

#include <array>
#include <ostream>

#include "cli/officials/act_print.hpp"
#include "cli/officials/named_election.hpp"
#include "cli/officials/official_flags.hpp"
#include "edge/timestamp.hpp"

namespace scrutin {

namespace {

struct act_command {
  official_surroundings around;
  official_flags flags;
  official_act what;
  std::string election;
  std::string until;
  /// Names that voters wrote in.
  std::vector<std::string> written_names;
  bool nobody = false;
  bool yes = false;
  print_format print = print_format::text;
};

using command_ptr = std::shared_ptr<act_command>;

std::string path_of(std::uint32_t election, const char* what) {
  return "/api/v1/admin/elections/" + std::to_string(election) + "/" + what;
}

/// What no later act takes back.
bool is_final(act_kind x) {
  return x == act_kind::close || x == act_kind::annul
         || x == act_kind::withdraw;
}

result<void> check_merge(const act_command& x) {
  if ((x.what.option.value != 0) == x.nobody) {
    return error{ec::malformed, "say whom the name counts for: --candidate ID, "
                                "or --nobody"};
  }
  if (x.written_names.empty()) {
    return error{ec::malformed, "say which names, each with --name; `scrutin "
                                "election write-ins "
                                  + x.election + "` lists them"};
  }
  for (const auto& name : x.written_names) {
    auto each = x.what;
    each.written_name = name;
    if (auto sound = check_shape(each); !sound) {
      return sound;
    }
  }
  return {};
}

/// @returns what is wrong with the command line itself.
result<void> check(act_command& x) {
  if (x.what.proposal != 0) {
    if (x.what.region.value != 0 || x.what.option.value != 0
        || !x.what.reason.empty() || !x.until.empty()) {
      return error{ec::malformed, "--second agrees to what was proposed: "
                                  "region, candidate, reason and time stand "
                                  "there"};
    }
    return {};
  }
  if (x.what.what == act_kind::extend) {
    auto until = edge::from_timestamp(x.until);
    if (!until) {
      return error{ec::malformed, "--until is a time such as "
                                  "2026-10-05T20:30:00-04:00"};
    }
    x.what.until_ms = *until;
  }
  if (x.what.what == act_kind::merge) {
    return check_merge(x);
  }
  return check_shape(x.what);
}

/// Asks for the election's name, where what is done stays done.
result<void> confirm(const act_command& x) {
  if (x.yes || !is_final(x.what.what)) {
    return {};
  }
  auto where = x.what.region.value == 0
                 ? std::string{}
                 : " region " + std::to_string(x.what.region.value);
  auto typed = x.around.type(
    "This is for good. To " + std::string{to_string(x.what.what)} + " "
      + x.election + where + ", type the election once more: ",
    echo::shown, "confirm with --yes");
  if (!typed) {
    return typed.failure();
  }
  return typed->view() == x.election
           ? result<void>{}
           : error{ec::malformed,
                   "that is not " + x.election + ": nothing was done"};
}

boost::json::object body_of(const act_command& x) {
  boost::json::object body;
  const auto& what = x.what;
  if (what.proposal != 0) {
    body["proposal"] = what.proposal;
    return body;
  }
  if (what.region.value != 0) {
    body["region_id"] = what.region.value;
  }
  if (what.option.value != 0) {
    body["candidate_id"] = what.option.value;
  }
  if (!what.written_name.empty()) {
    body["write_in"] = what.written_name;
  }
  if (!what.reason.empty()) {
    body["reason"] = what.reason;
  }
  if (what.what == act_kind::extend) {
    body["until"] = edge::to_timestamp(what.until_ms);
  }
  return body;
}

exit_code wrong_usage(const terminal& at, const error& failure) {
  report(at, failure);
  return exit_code::usage;
}

exit_code send(const terminal& at, const act_command& x,
               const reached_election& to) {
  auto reply = to.at.post(path_of(to.id, to_string(x.what.what)), body_of(x));
  if (!reply) {
    auto code = report(at, reply.failure());
    if (reply.failure().code != ec::timed_out) {
      return code;
    }
    at.err << "scrutin: whether it was done, `scrutin election acts "
           << x.election << "` tells\n";
    return exit_code::outcome_unknown;
  }
  if (reply->status / 100 != 2 || !reply->body.is_object()) {
    return report(at, *reply);
  }
  print_act(at, x.print, x.election, reply->body.as_object());
  return exit_code::ok;
}

exit_code decide(const terminal& at, act_command& x) {
  if (auto sound = check(x); !sound) {
    return wrong_usage(at, sound.failure());
  }
  auto to = reach_election(x.flags, x.election);
  if (!to) {
    return report(at, to.failure());
  }
  if (auto sure = confirm(x); !sure) {
    return wrong_usage(at, sure.failure());
  }
  if (x.written_names.empty()) {
    return send(at, x, *to);
  }
  for (const auto& name : x.written_names) {
    x.what.written_name = name;
    if (auto done = send(at, x, *to); done != exit_code::ok) {
      return done;
    }
  }
  return exit_code::ok;
}

exit_code list_acts(const terminal& at, act_command& x) {
  auto to = reach_election(x.flags, x.election);
  if (!to) {
    return report(at, to.failure());
  }
  auto reply = to->at.get(path_of(to->id, "acts"));
  if (!reply) {
    return report(at, reply.failure());
  }
  const auto* acts = reply->status == 200 && reply->body.is_object()
                       ? reply->body.as_object().if_contains("acts")
                       : nullptr;
  if (acts == nullptr || !acts->is_array()) {
    return report(at, *reply);
  }
  print_acts(at, x.print, acts->as_array());
  return exit_code::ok;
}

/// What the help of an act says.
struct described_act {
  act_kind what;
  const char* description;
  const char* example;
  const char* more;
};

constexpr std::array acts{
  described_act{act_kind::open, "Let people vote from now on",
                "  scrutin election open QC-2026\n",
                "Whatever hour the document says. Nothing takes that back: "
                "suspend, or annul.\n"},
  described_act{act_kind::suspend, "Stop voting for a while",
                "  scrutin election suspend QC-2026 --region 2 \\\n"
                "    --reason 'fire alarm'\n",
                "Who casts meanwhile is told so, and may cast later.\n"},
  described_act{act_kind::resume, "Go on after a suspension",
                "  scrutin election resume QC-2026 --region 2\n",
                "The hours have not moved: see `election extend`.\n"},
  described_act{act_kind::extend, "Close later than was said",
                "  scrutin election extend QC-2026 --region 2 \\\n"
                "    --until 2026-10-05T20:30:00-04:00 \\\n"
                "    --reason 'power failure in two places'\n",
                "5 seconds before the closing at the latest, and only to a "
                "later time.\n"},
  described_act{act_kind::close, "End voting now",
                "  scrutin election close QC-2026 --reason 'all have voted'\n",
                "For good. Casts that were received before are counted.\n"},
  described_act{act_kind::certify, "Say that the results stand",
                "  scrutin election certify QC-2026\n"
                "  scrutin election certify QC-2026 --region 2\n",
                "Once every partition has closed: see `election closing`. The "
                "result is signed\nand published. Recount first: see `election "
                "recount`.\n"},
  described_act{act_kind::amend, "Certify anew, as a further version",
                "  scrutin election amend QC-2026 --region 2 \\\n"
                "    --reason 'judgment 2026-121'\n",
                "Of the same region, or of the whole, as was certified. All "
                "versions stay\npublished.\n"},
  described_act{act_kind::withdraw, "Say that a candidate stands no more",
                "  scrutin election withdraw QC-2026 --region 2 \\\n"
                "    --candidate 7 --reason 'has died'\n",
                "Before the region closes, and for good. What becomes of the "
                "votes, the document\nsaid before voting opened.\n"},
  described_act{act_kind::merge,
                "Say whom a name counts for that was written in",
                "  scrutin election merge QC-2026 --region 2 --candidate 7 \\\n"
                "    --name 5f0c1d2e3a4b5c6d --name 0a1b2c3d4e5f6071\n"
                "  scrutin election merge QC-2026 --region 2 --nobody \\\n"
                "    --name 77aa88bb99cc00dd\n",
                "After the close and before the result is certified: see "
                "`election write-ins`.\nThe newest decision about a name "
                "holds.\n"},
  described_act{act_kind::annul, "Say that an election counts no more",
                "  scrutin election annul QC-2026 --region 2 \\\n"
                "    --reason 'judgment 2026-118'\n",
                "For good.\n"}};

std::pair<CLI::App*, command_ptr>
add(command_line& commands, const std::string& name,
    const std::string& description, const std::string& examples,
    const official_surroundings& around,
    exit_code (*run)(const terminal&, act_command&)) {
  auto x = std::make_shared<act_command>();
  x->around = around;
  auto& command = commands.add(
    "election " + name, description, examples + "\n" + official_flags_help,
    [x, run](const terminal& at) { return run(at, *x); });
  command.add_option("election", x->election, "Its code, or its id")
    ->required()
    ->type_name("CODE");
  x->flags.add_to(command);
  add_print_format(command, x->print);
  return {&command, x};
}

void add_act(command_line& commands, const described_act& it,
             const official_surroundings& around) {
  auto more =
    std::string{it.more}
    + "Where the document asks for two officials, the first one gets a number "
      "and\nthe second one agrees with --second NUMBER within a day.\n"
      "Ends with 6 where it may not follow what was done before, and says "
      "why.\n";
  auto [command, x] = add(commands, to_string(it.what), it.description,
                          it.example + ("\n" + more), around, decide);
  x->what.what = it.what;
  command->add_option("-r,--region", x->what.region.value, "Only this region")
    ->check(CLI::Range(1U, UINT32_MAX))
    ->type_name("ID");
  command
    ->add_option("--reason", x->what.reason,
                 "Why, for the audit log: a line that names no voter")
    ->type_name("TEXT");
  command
    ->add_option("--second", x->what.proposal,
                 "Agree to what another official proposed, by its number")
    ->check(CLI::Range(std::uint64_t{1}, UINT64_MAX))
    ->type_name("NUMBER");
  if (it.what == act_kind::withdraw) {
    command
      ->add_option("--candidate", x->what.option.value, "Who stands no more")
      ->check(CLI::Range(1U, UINT32_MAX))
      ->type_name("ID");
  }
  if (it.what == act_kind::merge) {
    command
      ->add_option("--candidate", x->what.option.value, "Whom it counts for")
      ->check(CLI::Range(1U, UINT32_MAX))
      ->type_name("ID");
    command->add_flag("--nobody", x->nobody, "It counts for no candidate");
    command
      ->add_option("--name", x->written_names,
                   "The 16 digits of a name; as often as there are names")
      ->type_name("DIGITS");
  }
  if (it.what == act_kind::extend) {
    command->add_option("--until", x->until, "When voting closes then")
      ->type_name("TIME");
  }
  if (is_final(it.what)) {
    command->add_flag("--yes", x->yes, "Do not ask whether you are sure");
  }
}

} // namespace

void add_official_acts(command_line& commands,
                       const official_surroundings& around) {
  for (const auto& it : acts) {
    add_act(commands, it, around);
  }
  add(commands, "acts", "What officials decided of an election",
      "  scrutin election acts QC-2026\n"
      "  scrutin election acts QC-2026 -o json | jq -r .act\n\n"
      "JSON is one act a line.\n",
      around, list_acts);
}

} // namespace scrutin
