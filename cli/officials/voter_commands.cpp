#include "cli/officials/voter_commands.hpp"

#include <ostream>

#include "cli/officials/named_election.hpp"
#include "cli/officials/official_flags.hpp"
#include "cli/officials/voter_input.hpp"
#include "domain/text.hpp"
#include "edge/cast_routes.hpp"

namespace scrutin {

namespace {

constexpr std::size_t key_bytes = 16;
constexpr std::chrono::seconds pause_between{2};
constexpr std::int64_t second_ns = 1'000'000'000;

enum class roll_act : unsigned char { add = 1, revoke, replace };

struct roll_command {
  official_surroundings around;
  official_flags flags;
  roll_act what = roll_act::add;
  std::string election;
  std::uint32_t region = 0;
  std::string reason;
  std::string voter_file;
  std::string key;
  std::uint32_t timeout_s = 120;
  print_format print = print_format::text;
};

const char* done_word(roll_act x) {
  switch (x) {
  case roll_act::add:
    return "added";
  case roll_act::revoke:
    return "revoked";
  case roll_act::replace:
    return "replaced";
  }
  return "";
}

std::string path_of(const roll_command& x, std::uint32_t election) {
  auto path = "/api/v1/admin/elections/" + std::to_string(election)
              + "/regions/" + std::to_string(x.region) + "/voters";
  switch (x.what) {
  case roll_act::add:
    break;
  case roll_act::revoke:
    path += "/revoke";
    break;
  case roll_act::replace:
    path += "/replace";
    break;
  }
  return path;
}

boost::json::object body_of(const roll_command& x, const voter_input& who) {
  boost::json::object body{{"nas", who.nas.view()}, {"reason", x.reason}};
  if (x.what != roll_act::add) {
    body[x.what == roll_act::revoke ? "code" : "old_code"] = who.code.view();
  }
  return body;
}

/// What came of one try.
enum class trial : unsigned char {
  /// Somebody said what became of it.
  answered = 1,
  /// Certainly nothing changed: it may be asked for again.
  not_done,
  /// Begun, perhaps done.
  unknown,
};

trial outcome_of(const result<admin_reply>& x) {
  if (!x) {
    return x.failure().code == ec::timed_out ? trial::unknown : trial::not_done;
  }
  switch (x->status) {
  case 429:
  case 502:
  case 503:
    return trial::not_done;
  case 504:
    return trial::unknown;
  default:
    return trial::answered;
  }
}

exit_code report_reply(const terminal& at, const result<admin_reply>& x) {
  return x ? report(at, *x) : report(at, x.failure());
}

/// Somebody else has to finish it, or the same person later.
void tell_how_to_finish(const terminal& at, const roll_command& x,
                        const std::string& key) {
  at.err << "scrutin: it may be done, or done in part: finish it with the same "
            "command"
         << (x.what == roll_act::add ? " and --key " + key : "") << "\n";
}

/// Asks until somebody tells, or time is up.
result<admin_reply> ask(const terminal& at, const roll_command& x,
                        const admin_client& client, const std::string& path,
                        const boost::json::object& body, const std::string& key,
                        bool& is_unknown) {
  auto until = x.around.now() + x.timeout_s * second_ns;
  for (auto tries = 1;; ++tries) {
    auto reply = client.post(path, body, {{"Idempotency-Key", key}});
    auto outcome = outcome_of(reply);
    if (outcome == trial::unknown && !is_unknown) {
      is_unknown = true;
      at.err << "scrutin: no answer yet; asking again"
             << (x.what == roll_act::add
                   ? " (cut short, it is finished with --key " + key + ")"
                   : "")
             << "\n";
    }
    // A node that was never reached is a mistake of the command line.
    auto gives_up = outcome == trial::answered || x.around.now() >= until
                    || (!reply && !is_unknown);
    if (gives_up) {
      is_unknown = is_unknown && outcome != trial::answered;
      return reply;
    }
    x.around.pause(pause_between);
  }
}

std::string code_in(const admin_reply& x) {
  const auto* code =
    x.body.is_object() ? x.body.as_object().if_contains("code") : nullptr;
  return code != nullptr && code->is_string()
           ? std::string{code->as_string().c_str()}
           : std::string{};
}

void print_done(const terminal& at, const roll_command& x,
                const std::string& code) {
  if (x.print == print_format::json) {
    boost::json::object told{{"election", x.election},
                             {"region_id", x.region},
                             {"done", done_word(x.what)}};
    if (!code.empty()) {
      told["code"] = code;
    }
    at.out << boost::json::serialize(told) << "\n";
    return;
  }
  if (code.empty()) {
    at.out << "revoked a voter of " << x.election << " region " << x.region
           << "\n";
    return;
  }
  at.out << code << "\n" << std::flush;
  at.err << "scrutin: " << done_word(x.what) << " a voter of " << x.election
         << " region " << x.region
         << "; hand over the code, it is not shown again\n";
}

exit_code wrong_usage(const terminal& at, const std::string& what) {
  report(at, {ec::malformed, what});
  return exit_code::usage;
}

exit_code change(const terminal& at, const roll_command& x) {
  auto key = x.key.empty() ? to_hex(x.around.random(key_bytes)) : x.key;
  if (!edge::is_retry_key(key)) {
    return wrong_usage(at, "--key is 1 to 64 visible ASCII characters");
  }
  auto to = reach_election(x.flags, x.election);
  if (!to) {
    return report(at, to.failure());
  }
  auto who = read_voter(x.around, x.voter_file, x.what != roll_act::add);
  if (!who) {
    return report(at, who.failure());
  }
  auto is_unknown = false;
  auto reply =
    ask(at, x, to->at, path_of(x, to->id), body_of(x, *who), key, is_unknown);
  if (!reply || reply->status / 100 != 2) {
    auto ended = report_reply(at, reply);
    if (is_unknown) {
      tell_how_to_finish(at, x, key);
      return exit_code::outcome_unknown;
    }
    return ended;
  }
  auto code = code_in(*reply);
  if (code.empty() && x.what != roll_act::revoke) {
    return report(at, {ec::malformed, "the node told no code"});
  }
  print_done(at, x, code);
  return exit_code::ok;
}

std::pair<CLI::App*, std::shared_ptr<roll_command>>
add(command_line& commands, roll_act what, const std::string& name,
    const std::string& description, const std::string& examples,
    const std::string& more, const official_surroundings& around) {
  auto x = std::make_shared<roll_command>();
  x->around = around;
  x->what = what;
  auto input =
    std::string{what == roll_act::add
                  ? "The voter's number is asked for on the terminal, which "
                    "does not show it; or it\nis the line of --voter-file or "
                    "of the input.\n"
                  : "The voter's number and present code are asked for on the "
                    "terminal, which does\nnot show them; or they are the two "
                    "lines of --voter-file or of the input.\n"};
  auto repeats =
    std::string{"No answer, or 504: the same is asked again, with the same "
                "key, for --timeout-s\nseconds; then ends with 8 and says how "
                "to finish it. Ends with 6 where the voter\nhas voted or "
                "voting has ended.\n"};
  auto& command =
    commands.add("roll " + name, description,
                 examples + "\n" + more + input + repeats + official_flags_help,
                 [x](const terminal& at) { return change(at, *x); });
  command.add_option("-e,--election", x->election, "Its code, or its id")
    ->required()
    ->type_name("CODE");
  command.add_option("-r,--region", x->region, "The voter's region")
    ->required()
    ->check(CLI::Range(1U, UINT32_MAX))
    ->type_name("ID");
  command
    .add_option("--reason", x->reason,
                "Why, for the audit log: it must not name the voter")
    ->required()
    ->type_name("TEXT");
  command
    .add_option("--voter-file", x->voter_file,
                "File of mode 0400 or 0600 with the number"
                  + std::string{what == roll_act::add ? "" : " and the code"}
                  + ", a line each; - for the input")
    ->type_name("FILE");
  command
    .add_option("--timeout-s", x->timeout_s,
                "How long to ask again where no answer comes")
    ->capture_default_str()
    ->type_name("S");
  x->flags.add_to(command);
  add_print_format(command, x->print);
  return {&command, x};
}

} // namespace

void add_roll_changes(command_line& commands,
                      const official_surroundings& around) {
  auto [command, x] =
    add(commands, roll_act::add, "add", "Add a voter while it is not too late",
        "  scrutin roll add -e QC-2026 -r 7 --reason 'form 12, of September'\n"
        "  scrutin roll add -e QC-2026 -r 7 --reason 'form 13' \\\n"
        "    --voter-file form-13 --key form-13\n",
        "Before and while the region votes. Prints the voter's new code, "
        "alone, on its\noutput; nobody can print it again. --key names the "
        "request, such as by its form:\nthe same key with the same number "
        "gives the same code, and adds nobody further.\n",
        around);
  command
    ->add_option("--key", x->key,
                 "Name of this request, to finish one that was cut short")
    ->type_name("TEXT");
  add(commands, roll_act::revoke, "revoke", "Take a voter off the roll",
      "  scrutin roll revoke -e QC-2026 -r 7 --reason 'form 14'\n",
      "Refused where that credential has voted.\n", around);
  add(commands, roll_act::replace, "replace",
      "Give a voter a new code for a lost one",
      "  scrutin roll replace -e QC-2026 -r 7 --reason 'code lost'\n",
      "The old code counts no more before the new one does. For one old code "
      "there is\none new code for ever, whoever asks. Prints it, alone, on its "
      "output.\n",
      around);
}

} // namespace scrutin
