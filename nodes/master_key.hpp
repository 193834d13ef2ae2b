#pragma once

#include <filesystem>
#include <string>

#include "config/node_options.hpp"
#include "domain/cryptography.hpp"
#include "domain/result.hpp"
#include "domain/surroundings.hpp"

namespace scrutin {

/// Reads the master key from a file: 32 bytes as they are, or 64 hexadecimal
/// digits with or without a line end.
/// @param data_directory: where the file must not lie.
/// @returns `no_key`, naming the file and what to do, unless it is a regular
/// file of mode 0400 or 0600 that this user (or root) owns.
result<secret_key>
master_key_from_file(const std::filesystem::path& file,
                     const std::filesystem::path& data_directory);

/// Reads the master key from the standard output of a command, in the forms
/// of a file.
/// @param command: run by /bin/sh.
/// @returns `no_key` where it fails or prints something else.
result<secret_key> master_key_from_command(const std::string& command);

/// By file or command, whichever the options name.
result<secret_key> read_master_key(const node_options& options);

/// Writes a new master key, in hexadecimal, into a new file of mode 0400.
/// @returns `wrong_state` where the file exists: a key is never replaced;
/// `unavailable` where it cannot be written.
result<void> create_master_key_file(const std::filesystem::path& file,
                                    const random_source& random);

} // namespace scrutin
