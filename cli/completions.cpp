#include "cli/completions.hpp"

#include <ostream>
#include <sstream>
#include <vector>

namespace scrutin {

namespace {

struct described {
  std::string word;
  std::string description;
};

/// One command or group, as a shell sees it.
struct completion_place {
  /// Words after `scrutin`, such as `roll import`; empty for the top.
  std::string path;
  std::vector<described> commands;
  std::vector<described> options;
};

// One line, without what a shell would take for its own in single quotes.
std::string plain(std::string text) {
  for (auto& c : text) {
    if (c == '\'' || c == '\n' || c == ':' || c == '[' || c == ']') {
      c = ' ';
    }
  }
  return text;
}

void collect(const CLI::App& app, const std::string& path,
             std::vector<completion_place>& places) {
  completion_place here;
  here.path = path;
  for (const auto* option : app.get_options()) {
    for (const auto& name : option->get_lnames()) {
      here.options.push_back({"--" + name, plain(option->get_description())});
    }
    for (const auto& name : option->get_snames()) {
      here.options.push_back({"-" + name, plain(option->get_description())});
    }
  }
  const auto subcommands =
    app.get_subcommands([](const CLI::App*) { return true; });
  for (const auto* command : subcommands) {
    here.commands.push_back(
      {command->get_name(), plain(command->get_description())});
  }
  places.push_back(std::move(here));
  for (const auto* command : subcommands) {
    collect(*command, path + (path.empty() ? "" : " ") + command->get_name(),
            places);
  }
}

std::string words_of(const completion_place& place) {
  std::string words;
  for (const auto* list : {&place.commands, &place.options}) {
    for (const auto& x : *list) {
      words += (words.empty() ? "" : " ") + x.word;
    }
  }
  return words;
}

// Walks the words before the cursor as long as they are commands. The same
// text serves bash and zsh.
std::string case_of_paths(const std::vector<completion_place>& places) {
  std::string cases;
  for (const auto& place : places) {
    if (!place.path.empty()) {
      cases += (cases.empty() ? "" : "|") + ("'" + place.path + "'");
    }
  }
  return cases;
}

std::string bash_script(const std::vector<completion_place>& places) {
  std::ostringstream out;
  out << "# bash completion for scrutin\n"
         "_scrutin() {\n"
         "  local current=\"${COMP_WORDS[COMP_CWORD]}\" path='' next i words\n"
         "  for ((i = 1; i < COMP_CWORD; i++)); do\n"
         "    next=\"${path:+$path }${COMP_WORDS[i]}\"\n"
         "    case \"$next\" in\n"
         "      "
      << case_of_paths(places)
      << ") path=\"$next\" ;;\n"
         "    esac\n"
         "  done\n"
         "  case \"$path\" in\n";
  for (const auto& place : places) {
    out << "    '" << place.path << "') words='" << words_of(place) << "' ;;\n";
  }
  out << "  esac\n"
         "  COMPREPLY=($(compgen -W \"$words\" -- \"$current\"))\n"
         "}\n"
         "complete -o default -F _scrutin scrutin\n";
  return out.str();
}

std::string zsh_script(const std::vector<completion_place>& places) {
  std::ostringstream out;
  out << "#compdef scrutin\n"
         "_scrutin() {\n"
         "  local path_so_far='' next i\n"
         "  local -a entries\n"
         "  for ((i = 2; i < CURRENT; i++)); do\n"
         "    next=\"${path_so_far:+$path_so_far }${words[i]}\"\n"
         "    case \"$next\" in\n"
         "      "
      << case_of_paths(places)
      << ") path_so_far=\"$next\" ;;\n"
         "    esac\n"
         "  done\n"
         "  case \"$path_so_far\" in\n";
  for (const auto& place : places) {
    out << "    '" << place.path << "') entries=(";
    for (const auto* list : {&place.commands, &place.options}) {
      for (const auto& x : *list) {
        out << " '" << x.word << ":" << x.description << "'";
      }
    }
    out << " ) ;;\n";
  }
  out << "  esac\n"
         "  _describe 'scrutin' entries\n"
         "  _files\n"
         "}\n"
         "if [ \"${funcstack[1]}\" = _scrutin ]; then\n"
         "  _scrutin \"$@\"\n"
         "else\n"
         "  compdef _scrutin scrutin\n"
         "fi\n";
  return out.str();
}

std::string fish_script(const std::vector<completion_place>& places) {
  std::ostringstream out;
  out << "# fish completion for scrutin\n"
         "function __scrutin_at\n"
         "  set -l path\n"
         "  for word in (commandline -opc)[2..-1]\n"
         "    switch (string join ' ' $path $word)\n"
         "      case";
  for (const auto& place : places) {
    if (!place.path.empty()) {
      out << " '" << place.path << "'";
    }
  }
  out << "\n"
         "        set -a path $word\n"
         "    end\n"
         "  end\n"
         "  test (string join ' ' -- $path) = \"$argv[1]\"\n"
         "end\n";
  for (const auto& place : places) {
    auto condition = " -n '__scrutin_at \"" + place.path + "\"'";
    for (const auto& x : place.commands) {
      out << "complete -c scrutin -f" << condition << " -a " << x.word
          << " -d '" << x.description << "'\n";
    }
    for (const auto& x : place.options) {
      auto is_long = x.word.rfind("--", 0) == 0;
      out << "complete -c scrutin" << condition << (is_long ? " -l " : " -s ")
          << x.word.substr(is_long ? 2 : 1) << " -d '" << x.description
          << "'\n";
    }
  }
  return out.str();
}

} // namespace

std::string completion_script(const CLI::App& app, const std::string& shell) {
  std::vector<completion_place> places;
  collect(app, "", places);
  if (shell == "bash") {
    return bash_script(places);
  }
  return shell == "zsh" ? zsh_script(places) : fish_script(places);
}

void add_completions(command_line& commands) {
  auto shell = std::make_shared<std::string>();
  auto& command = commands.add(
    "completions", "Print a completion script for a shell",
    "  source <(scrutin completions bash)\n"
    "  scrutin completions zsh > ~/.zfunc/_scrutin\n"
    "  scrutin completions fish > ~/.config/fish/completions/scrutin.fish\n",
    [shell, &commands](const terminal& at) {
      at.out << completion_script(commands.app(), *shell);
      return exit_code::ok;
    });
  command.add_option("shell", *shell, "bash, zsh or fish")
    ->required()
    ->check(CLI::IsMember({"bash", "zsh", "fish"}));
}

} // namespace scrutin
