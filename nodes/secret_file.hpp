#pragma once

#include <filesystem>
#include <string>

#include "domain/result.hpp"

namespace scrutin {

/// Reads a file that holds a secret. The caller wipes what it gets.
/// @param name: what messages call it: `master key file /etc/…`.
/// @param bytes_max: of it that are read.
/// @returns `no_key`, naming the file and what to do, unless it is a regular
/// file of mode 0400 or 0600 that this user (or root) owns.
result<std::string> read_secret_file(const std::filesystem::path& file,
                                     const std::string& name,
                                     std::size_t bytes_max);

/// The first line of such a file.
/// @returns `no_key` where it is empty, too.
result<std::string> read_password_file(const std::filesystem::path& file,
                                       const std::string& name);

} // namespace scrutin
