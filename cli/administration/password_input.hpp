#pragma once

#include <filesystem>

#include "domain/administration/secret_text.hpp"
#include "domain/result.hpp"

namespace scrutin {

/// A new password: the first line of a file of mode 0400 or 0600, or where none
/// is named, typed twice on the terminal, which does not show it. Never an
/// argument or a variable of the environment: others can read those.
/// @returns `no_key` for a file that may not be used, `unavailable` where there
/// is no terminal, `malformed` for what is no password or was typed
/// differently.
result<secret_text> read_new_password(const std::filesystem::path& file);

} // namespace scrutin
