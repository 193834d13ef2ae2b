#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "domain/election.hpp"
#include "domain/result.hpp"

namespace scrutin {

/// Reads one election from a TOML document; config/elections/ shows the keys.
/// @param source_name: what errors call the document.
/// @returns `bad_configuration` with every problem on a line of its own, as
/// `file:line: key: what is wrong`. What it returns has passed validate().
result<election> election_from_toml(std::string_view text,
                                    const std::string& source_name);

/// Reads every `*.toml` of a directory, in the order of their names.
/// @returns `unavailable` where the directory or a file cannot be read,
/// `bad_configuration` for a document that is wrong, for two documents with
/// one id or code, and for a directory without documents.
result<std::vector<election>>
load_elections(const std::filesystem::path& directory);

} // namespace scrutin
