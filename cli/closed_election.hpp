#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "cli/command_line.hpp"
#include "cli/count/counted_contest.hpp"
#include "cli/node_flags.hpp"
#include "nodes/election_recount.hpp"
#include "nodes/opened_elections.hpp"

namespace scrutin {

/// A closed election, added up from the ballot box.
struct closed_election {
  opened_elections opened;
  /// All contests, or the one that was asked for.
  std::vector<recounted_contest> contests;
  /// Lives as long as `opened`.
  const election* definition = nullptr;

  /// Every region is in them.
  bool is_whole = false;
};

/// The flags of commands that read one.
struct closed_election_flags {
  node_flags node;
  std::string election;
  /// 0: all.
  std::uint32_t region = 0;

  void add_to(CLI::App& command);

  /// Opens the store and reads the ballot box, with a progress bar.
  /// @returns `unknown_election`, `unknown_region`; what open_elections() and
  /// recount() return.
  [[nodiscard]] result<closed_election> read(const terminal& at) const;

  /// Writes what is done with it into the audit log of its store.
  void note(const terminal& at, closed_election& x, audit_act what,
            const std::string& detail) const;
};

/// The French name of its region, or of all that come out with it.
std::string region_names_of(const election& in, const recounted_contest& x);

/// What a contest is called: its election, and its region where there are
/// several.
std::string title_of(const election& in, const recounted_contest& x);

/// Counts one contest by its election's rules.
/// @param drawn: tied options, who prevails first, as an official drew them.
/// @returns what count_papers() returns.
result<counted_contest> count_again(const election& in,
                                    const recounted_contest& x,
                                    const std::vector<option_id>& drawn = {});

} // namespace scrutin
