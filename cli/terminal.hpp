#pragma once

#include <iosfwd>
#include <string>

#include "cli/exit_codes.hpp"
#include "domain/result.hpp"

namespace scrutin {

/// Where a command writes, and what can be written there.
struct terminal {
  std::ostream& out;
  std::ostream& err;
  bool out_is_terminal = false;
  bool err_is_terminal = false;
  /// Whether `out` may carry colours: a terminal, and NO_COLOR is not set.
  /// Source: https://no-color.org
  bool colors = false;
};

/// Standard output and standard error of this process.
terminal system_terminal();

/// Prints an error, `scrutin: what`, one line each.
/// @returns what the command ends with.
exit_code report(const terminal& at, const error& failure);

/// 12,345,678
std::string with_separators(std::uint64_t x);

/// 1.5 KiB, 32.0 MiB
std::string byte_text(std::uint64_t bytes);

/// How results are printed, the value of `-o`.
enum class print_format : unsigned char { text = 1, json };

} // namespace scrutin
