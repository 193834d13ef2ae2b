#pragma once

#include <filesystem>
#include <string>

#include "domain/counting/count_terms.hpp"
#include "interchange/ballot_file.hpp"

namespace scrutin {

/// The command that counts a file of exported ballots as their election was
/// counted, for an auditor to paste.
std::string recount_line(const std::filesystem::path& file,
                         ballot_format format, const count_terms& terms);

} // namespace scrutin
