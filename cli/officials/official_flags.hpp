#pragma once

#include <memory>
#include <string>

#include <CLI/CLI.hpp>

#include "cli/officials/admin_client.hpp"

namespace scrutin {

/// The flags of the commands that officials use at a node's API, from wherever
/// they are: `--node URL`, `--token-file FILE`, `--ca-file FILE`.
struct official_flags {
  std::string node = "http://127.0.0.1:8000";
  std::string token_file;
  std::string authorities_file;

  void add_to(CLI::App& command);

  /// @returns `malformed` for what is no address, `no_key` where there is no
  /// token, or it would travel in clear.
  [[nodiscard]] result<admin_client> open() const;
};

/// The same text for the help of each.
extern const char* const official_flags_help;

} // namespace scrutin
