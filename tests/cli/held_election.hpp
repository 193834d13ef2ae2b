#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "domain/selection.hpp"
#include "nodes/opened_elections.hpp"
#include "tests/fixtures/temporary_folder.hpp"

namespace scrutin {

/// Ballots that say the same.
struct pile_of_ballots {
  std::uint64_t ballots = 0;
  selection said;
};

using ballots_by_region = std::map<std::uint32_t, std::vector<pile_of_ballots>>;

/// How an election was held.
struct holding {
  /// In which order ballots were cast.
  std::uint32_t seed = 1;
  std::size_t ballots_a_frame = 7;
  /// Regions that stay open.
  std::vector<std::uint32_t> left_open;
  /// Voters on each region's roll beside those that vote.
  std::uint32_t absent = 3;
};

/// An embedded store in a folder of its own, in which an election was held:
/// keys, rolls, and frames as validators write them. The store is closed, so
/// that commands can open it.
class held_election {
public:
  held_election(const std::string& document, const ballots_by_region& ballots,
                const holding& how = {});

  [[nodiscard]] std::string config() const {
    return (folder_ / "node.toml").string();
  }
  [[nodiscard]] std::filesystem::path operator/(const std::string& name) const {
    return folder_ / name;
  }
  /// Opens the store; nothing else can while it lives.
  [[nodiscard]] opened_elections open() const;
  /// Writes a frame, whatever it says, at the end of a partition's log.
  void append(partition_id partition, const frame_content& content) const;

private:
  void enrol(const ballots_by_region& ballots, std::uint32_t absent) const;
  void vote(const ballots_by_region& ballots, const holding& how) const;

  fixtures::temporary_folder folder_;
};

/// What a command ended with and printed.
struct command_result {
  int code = 0;
  std::string out;
  std::string err;
};

/// Runs a command of the program in this process. Orders of ballots come from
/// `seed`, the time stands still.
command_result run_command(const std::vector<std::string>& words,
                           std::uint32_t seed = 1);

/// All of a file.
std::string contents_of(const std::filesystem::path& file);

} // namespace scrutin
