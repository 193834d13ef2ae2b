#pragma once

#include <functional>
#include <istream>
#include <string>

#include "cli/roll_line.hpp"

namespace scrutin {

/// Takes what a roll file holds, line by line. Returning false ends the
/// reading.
struct roll_line_sink {
  std::function<bool(const roll_line&)> accepted;
  /// @param reason: holds nothing of the line itself.
  std::function<bool(std::uint64_t line, const std::string& reason)> refused;
  /// Called now and then with the bytes read so far.
  std::function<void(std::uint64_t bytes)> progress = [](std::uint64_t) {};
};

/// Reads one roll file in constant memory. Its first character tells what it
/// is: `[` or `{` JSON (a list of objects with `nas`, `code`, `law_id`,
/// `hash`, `region`, or of digests; or an object with such a list under
/// `hashes`), `nas` or another header CSV (columns `nas`, `code` and, as they
/// please, `election`, `region`, `hash`), anything else one digest a line.
/// A file whose form breaks off is refused at that line and not read further.
void read_roll(std::istream& in, const std::string& election_code,
               const roll_format& format, const roll_line_sink& sink);

} // namespace scrutin
