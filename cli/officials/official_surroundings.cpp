#include "cli/officials/official_surroundings.hpp"

#include <iostream>
#include <thread>

#include <unistd.h>

#include "nodes/system_surroundings.hpp"

namespace scrutin {

official_surroundings system_official_surroundings() {
  official_surroundings x;
  x.random = system_random();
  x.now = steady_clock();
  x.pause = [](std::chrono::milliseconds time) {
    std::this_thread::sleep_for(time);
  };
  x.type = read_terminal_line;
  x.input = &std::cin;
  x.input_is_terminal = ::isatty(STDIN_FILENO) == 1;
  return x;
}

} // namespace scrutin
