#pragma once

#include <functional>
#include <memory>
#include <string>

#include <CLI/CLI.hpp>

#include "cli/exit_codes.hpp"
#include "cli/terminal.hpp"

namespace scrutin {

/// What a command does once its options are parsed.
using command_action = std::function<exit_code(const terminal&)>;

/// The commands of `scrutin`. Each lives in a pair of files of its own with
/// one function `add_NAME(command_line&)`, called from main.cpp.
class command_line {
public:
  command_line();

  /// Adds a command.
  /// @param path: its words, such as `roll import`; the group is made when it
  /// is new.
  /// @param description: one line, shown in the lists.
  /// @param examples: shown below the command's own help; may be empty.
  /// @returns where to add its options. Their targets have to live as long as
  /// `action`: keep both in one shared object.
  CLI::App& add(const std::string& path, const std::string& description,
                const std::string& examples, command_action action);

  /// Parses and runs.
  /// @returns an exit_code.
  int run(int count, const char* const* words, const terminal& at);

  [[nodiscard]] const CLI::App& app() const { return app_; }

private:
  CLI::App& group(const std::string& name);

  CLI::App app_;
  command_action chosen_;
};

/// Adds `-o text|json` to a command.
void add_print_format(CLI::App& command, print_format& target);

} // namespace scrutin
