#include "monitoring/process_figures.hpp"

#include <fstream>
#include <limits>
#include <sstream>
#include <string>

#include <unistd.h>

namespace scrutin {

namespace {

/// Unix seconds at which the machine started.
double boot_time() {
  std::ifstream in{"/proc/stat"};
  std::string key;
  while (in >> key) {
    double value = 0;
    if (key == "btime" && in >> value)
      return value;
    in.ignore(std::numeric_limits<std::streamsize>::max(), '\n');
  }
  return 0;
}

} // namespace

process_figures read_process_figures() {
  std::ifstream in{"/proc/self/stat"};
  // The second field is the program's name in parentheses, which may itself
  // hold any character; what follows the last one are plain numbers.
  std::string line;
  std::getline(in, line);
  const auto name_end = line.rfind(')');
  if (name_end == std::string::npos)
    return {};
  std::istringstream fields{line.substr(name_end + 1)};
  std::string skipped;
  for (int field = 3; field < 14; ++field)
    fields >> skipped;
  double user = 0;
  double system = 0;
  fields >> user >> system;
  for (int field = 16; field < 22; ++field)
    fields >> skipped;
  double started = 0;
  std::uint64_t virtual_bytes = 0;
  std::uint64_t resident_pages = 0;
  if (!(fields >> started >> virtual_bytes >> resident_pages))
    return {};
  const auto ticks = static_cast<double>(sysconf(_SC_CLK_TCK));
  const auto page_bytes = static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));
  return {boot_time() + started / ticks, (user + system) / ticks,
          resident_pages * page_bytes};
}

} // namespace scrutin
