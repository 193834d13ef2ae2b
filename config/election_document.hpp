#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "domain/document_fields.hpp"
#include "domain/election.hpp"
#include "domain/result.hpp"

namespace scrutin {

/// Reads one election from a TOML document; config/elections/ shows the keys.
/// @param source_name: what errors call the document.
/// @returns `bad_configuration` with every problem on a line of its own, as
/// `file:line: key: what is wrong`. What it returns has passed validate().
result<election> election_from_toml(std::string_view text,
                                    const std::string& source_name);

/// The same, with what the document says field by field.
result<defined_election> defined_by_toml(std::string_view text,
                                         const std::string& source_name);

/// An election with the document that defines it.
struct written_election {
  election definition;
  /// TOML; empty where there is none.
  std::string document;
};

/// Reads every `*.toml` of a directory, in the order of their names. There may
/// be none: elections are defined in the store, too.
/// @returns `unavailable` where the directory or a file cannot be read,
/// `bad_configuration` for a document that is wrong, and for two documents with
/// one id or code.
result<std::vector<written_election>>
load_documents(const std::filesystem::path& directory);

/// The same, for whoever needs no document.
result<std::vector<election>>
load_elections(const std::filesystem::path& directory);

} // namespace scrutin
