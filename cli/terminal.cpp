#include "cli/terminal.hpp"

#include <array>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <sstream>

#include <unistd.h>

namespace scrutin {

terminal system_terminal() {
  terminal at{std::cout, std::cerr};
  at.out_is_terminal = ::isatty(STDOUT_FILENO) == 1;
  at.err_is_terminal = ::isatty(STDERR_FILENO) == 1;
  const auto* refused = std::getenv("NO_COLOR");
  at.colors = at.out_is_terminal && (refused == nullptr || *refused == '\0');
  return at;
}

exit_code report(const terminal& at, const error& failure) {
  std::istringstream lines{failure.detail};
  for (std::string line; std::getline(lines, line);) {
    at.err << "scrutin: " << line << "\n";
  }
  return exit_code_of(failure.code);
}

std::string with_separators(std::uint64_t x) {
  auto digits = std::to_string(x);
  for (auto i = digits.size(); i > 3; i -= 3) {
    digits.insert(i - 3, ",");
  }
  return digits;
}

std::string byte_text(std::uint64_t bytes) {
  constexpr std::array units = {"B", "KiB", "MiB", "GiB", "TiB"};
  auto value = static_cast<double>(bytes);
  std::size_t unit = 0;
  while (value >= 1024 && unit + 1 < units.size()) {
    value /= 1024;
    ++unit;
  }
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), unit == 0 ? "%.0f %s" : "%.1f %s",
                value, units[unit]);
  return text.data();
}

} // namespace scrutin
