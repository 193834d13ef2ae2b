#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "config/node_options.hpp"
#include "domain/result.hpp"
#include "domain/surroundings.hpp"
#include "nodes/opened_elections.hpp"

namespace scrutin {

/// A voter of the demonstration, entitled in every sample election.
struct demo_voter {
  std::string nas;
  std::string code;
  /// The voter's region in each election, in the order of their ids.
  std::vector<std::pair<election_id, region_id>> regions;
};

/// Everything a demonstration stands on, in a folder that is removed with it.
class demo_setting {
public:
  /// Makes the folder, a master key, the sample elections (open from now for
  /// a week, totals released with every ballot) and their rolls.
  /// @param voters: of each election, at least 2; the first two are for the
  /// person at the terminal, the others are simulated.
  static result<demo_setting> prepare(std::size_t voters, std::uint32_t port,
                                      const wall_clock& now,
                                      const random_source& random);

  demo_setting(demo_setting&&) = default;
  demo_setting& operator=(demo_setting&&) = delete;
  ~demo_setting();

  [[nodiscard]] const std::filesystem::path& folder() const { return folder_; }
  [[nodiscard]] const node_options& options() const { return options_; }
  /// For the person at the terminal: two.
  [[nodiscard]] const std::vector<demo_voter>& spare_voters() const {
    return spare_voters_;
  }
  /// Credentials of the simulated voters, as `scrutin load` reads them.
  [[nodiscard]] std::filesystem::path roll_file() const;
  /// To be handed to the node, once.
  [[nodiscard]] opened_elections take_elections() { return std::move(opened_); }

private:
  demo_setting() = default;

  result<void> make_rolls(std::size_t voters, const random_source& random);

  std::filesystem::path folder_;
  node_options options_;
  opened_elections opened_;
  std::vector<demo_voter> spare_voters_;
};

} // namespace scrutin
