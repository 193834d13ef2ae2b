#pragma once

#include <filesystem>
#include <string>

#include "domain/result.hpp"

namespace scrutin {

/// Reads a whole file of at most 16 MiB.
/// @returns `unavailable` with the path and the reason, `too_large`.
result<std::string> read_text_file(const std::filesystem::path& file);

} // namespace scrutin
