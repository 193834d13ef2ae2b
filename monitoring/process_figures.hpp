#pragma once

#include <cstdint>

namespace scrutin {

/// What the kernel says about this process.
struct process_figures {
  /// Unix seconds.
  double started_at = 0;
  /// User and system mode together.
  double cpu_seconds = 0;
  std::uint64_t resident_bytes = 0;
};

/// Reads `/proc`; what cannot be read stays 0.
/// Source: proc(5).
process_figures read_process_figures();

} // namespace scrutin
