#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "config/node_options.hpp"

namespace scrutin {

/// Where options come from, the strongest last: defaults, file, environment,
/// flags.
struct option_sources {
  std::optional<std::filesystem::path> file;
  /// `SCRUTIN_HTTP_PORT` sets `http.port`. Others are passed over: service
  /// managers put variables of their own into the environment.
  std::map<std::string, std::string> environment;
  /// Keys such as `http.port` with their values.
  std::vector<std::pair<std::string, std::string>> flags;
};

/// Reads, merges and checks the options of a node. Relative paths of a file
/// start at the file's directory, those of environment and flags at the
/// current one. In environment and flags, lists are separated by commas.
/// @returns `unavailable` for a file that cannot be read; `bad_configuration`
/// with every problem on a line of its own: `file:line: key: what`,
/// `environment NAME: key: what` or `flag: key: what`.
result<node_options> read_node_options(const option_sources& sources);

/// `SCRUTIN_HTTP_PORT` for `http.port`.
std::string environment_name(const std::string& key);

/// The process's environment variables that begin with `SCRUTIN_`.
std::map<std::string, std::string> scrutin_environment();

/// Every key with its value, in the order of the sample file; the master key's
/// command is left out.
std::vector<std::pair<std::string, std::string>>
list_options(const node_options& x);

} // namespace scrutin
