#pragma once

#include <filesystem>
#include <string>

#include <CLI/CLI.hpp>

#include "domain/election.hpp"

namespace scrutin {

/// What an export of an election holds.
enum class export_format : unsigned char {
  /// Ballots, one by one, in a random order.
  cdf = 1,
  csv,
  /// Ballots, those that say the same on one line.
  blt,
  preflib,
  /// Counts, as `scrutin count` prints them.
  results_json,
  results_csv,
};

bool holds_ballots(export_format x);

/// Adds `--format` to a command.
void add_export_format(CLI::App& command, export_format& target);

/// What the file of a contest is called where several go into a folder:
/// `QC-2026-region-2.blt`, and `QC-2026-region-2-first-3.blt` where rankings
/// are cut to 3 ranks; `QC-2026-region-2-and-3-more.csv` for a sum over four
/// regions. Characters of the code that are no letters, digits, `.`,
/// `_` or `-` become `_`.
std::string export_name(const election& of, region_id region, export_format x,
                        std::uint32_t ranks_kept, std::size_t others = 0);

} // namespace scrutin
