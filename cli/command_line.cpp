#include "cli/command_line.hpp"

#include <map>
#include <ostream>

#ifndef SCRUTIN_VERSION
#define SCRUTIN_VERSION "0"
#endif

namespace scrutin {

namespace {

constexpr auto introduction =
  "Scrutin: elections and referendums, each ballot counted exactly once.";

std::string examples_of_all() {
  return std::string{
           "Examples:\n"
           "  Try it, with sample elections in a temporary folder:\n"
           "    scrutin demo\n"
           "  Set up a node:\n"
           "    scrutin keys init /etc/scrutin/master.key\n"
           "    scrutin config check --config scrutin.toml\n"
           "    scrutin roll generate --count 1000 --election L2025-001 \\\n"
           "      --output roll --format csv\n"
           "    scrutin roll import --config scrutin.toml \\\n"
           "      --election L2025-001 roll/*.csv\n"
           "    scrutin serve --config scrutin.toml\n"
           "  Let somebody administer:\n"
           "    scrutin account add marie --role account-administrator\n"
           "  Follow the count:\n"
           "    scrutin results watch --election L2025-001\n"
           "  Complete commands with the tab key:\n"
           "    source <(scrutin completions bash)\n"
           "\n"}
         + exit_code_help();
}

const std::map<std::string, std::string>& group_descriptions() {
  static const std::map<std::string, std::string> descriptions = {
    {"account", "Accounts of those who administer"},
    {"audit", "What those who administer did"},
    {"box", "Check the ballot box"},
    {"cluster", "Set up several nodes"},
    {"config", "Check options and election documents"},
    {"election",
     "Decide its course; count it again, and write its ballots out"},
    {"keys", "Make the operator's key"},
    {"results", "Follow the count"},
    {"review", "Refused attempts, for officials"},
    {"roll", "Make, import, inspect and keep voter rolls"},
    {"storage", "Prepare a database"},
  };
  return descriptions;
}

// Whether the words ended at a group, before any of its commands.
bool lacks_command(const CLI::App& app) {
  auto chosen = app.get_subcommands();
  return chosen.empty() ? !app.get_subcommands({}).empty()
                        : lacks_command(*chosen.front());
}

} // namespace

command_line::command_line() : app_(introduction, "scrutin") {
  app_.set_version_flag("--version", "scrutin " SCRUTIN_VERSION,
                        "Show the version");
  app_.set_help_flag("-h,--help", "Show this help, or a command's own");
  app_.require_subcommand(1);
  app_.footer(examples_of_all());
}

CLI::App& command_line::group(const std::string& name) {
  for (auto* known : app_.get_subcommands({})) {
    if (known->get_name() == name) {
      return *known;
    }
  }
  auto described = group_descriptions().find(name);
  auto* made = app_.add_subcommand(
    name, described == group_descriptions().end() ? "" : described->second);
  made->require_subcommand(1);
  // What the program says of itself as a whole stands in its own help only.
  made->footer("Each command has a --help with examples.\n");
  return *made;
}

CLI::App& command_line::add(const std::string& path,
                            const std::string& description,
                            const std::string& examples,
                            command_action action) {
  auto space = path.find(' ');
  auto& parent =
    space == std::string::npos ? app_ : group(path.substr(0, space));
  auto name = space == std::string::npos ? path : path.substr(space + 1);
  auto* made = parent.add_subcommand(name, description);
  made->footer(examples.empty() ? "" : "Examples:\n" + examples);
  made->callback([this, action = std::move(action)] { chosen_ = action; });
  return *made;
}

int command_line::run(int count, const char* const* words, const terminal& at) {
  try {
    app_.parse(count, words);
  } catch (const CLI::RequiredError& stop) {
    // A mistyped command is a word left over: CLI11 says only that one lacks.
    auto left_over = app_.remaining(true);
    if (left_over.empty() || !lacks_command(app_)) {
      app_.exit(stop, at.out, at.err);
    } else {
      at.err << "scrutin: there is no command " << left_over.front()
             << "; see scrutin --help\n";
    }
    return static_cast<int>(exit_code::usage);
  } catch (const CLI::ParseError& stop) {
    auto helped = stop.get_exit_code() == 0;
    app_.exit(stop, at.out, at.err);
    return static_cast<int>(helped ? exit_code::ok : exit_code::usage);
  }
  return static_cast<int>(chosen_(at));
}

void add_print_format(CLI::App& command, print_format& target) {
  static const std::map<std::string, print_format> names = {
    {"text", print_format::text}, {"json", print_format::json}};
  command
    .add_option("-o,--print", target,
                "Print for people (text) or programs (json)")
    ->transform(CLI::CheckedTransformer(names))
    ->type_name("text|json")
    ->option_text("text|json");
}

} // namespace scrutin
