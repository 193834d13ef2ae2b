#pragma once

#include <string>

#include "cli/command_line.hpp"

namespace scrutin {

/// The completion script of a shell, made from the commands as they are.
/// @param shell: `bash`, `zsh` or `fish`.
std::string completion_script(const CLI::App& app, const std::string& shell);

/// `scrutin completions SHELL`. Added last, so that it knows every command.
void add_completions(command_line& commands);

} // namespace scrutin
