#pragma once

#include <memory>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "config/node_options.hpp"
#include "config/option_sources.hpp"
#include "domain/result.hpp"

namespace scrutin {

/// The flags of every command that works on a node's data: `--config FILE`
/// and `--set KEY=VALUE`.
struct node_flags {
  std::string config_file;
  std::vector<std::string> settings;

  void add_to(CLI::App& command);

  /// Flags, environment and file together.
  /// @returns as read_node_options; `bad_configuration` for a setting without
  /// `=`.
  [[nodiscard]] result<node_options> read() const;
};

} // namespace scrutin
