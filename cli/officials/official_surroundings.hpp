#pragma once

#include <chrono>
#include <functional>
#include <iosfwd>
#include <string>

#include "cli/administration/terminal_line.hpp"
#include "domain/surroundings.hpp"

namespace scrutin {

/// What the commands of officials need of the world around them.
struct official_surroundings {
  random_source random;
  monotonic_clock now;
  std::function<void(std::chrono::milliseconds)> pause;
  /// See read_terminal_line.
  std::function<result<secret_text>(std::string_view prompt, echo what,
                                    const std::string& otherwise)>
    type;
  std::istream* input = nullptr;
  /// Whether nobody redirected it.
  bool input_is_terminal = false;
};

/// Those of this process.
official_surroundings system_official_surroundings();

} // namespace scrutin
