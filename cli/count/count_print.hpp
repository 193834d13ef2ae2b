#pragma once

#include <CLI/CLI.hpp>

namespace scrutin {

/// How a count is printed.
enum class count_print : unsigned char { text = 1, json, csv };

/// Adds `-o text|json|csv` to a command.
void add_count_print(CLI::App& command, count_print& target);

} // namespace scrutin
