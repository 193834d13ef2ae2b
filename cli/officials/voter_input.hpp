#pragma once

#include <string>

#include "cli/officials/official_surroundings.hpp"

namespace scrutin {

/// Who a change of the roll is about.
struct voter_input {
  /// Nine digits.
  secret_text nas;
  /// As it was written; empty where none is asked for.
  secret_text code;
};

/// Reads a voter's number and, where one is there, code, a line each: from a
/// file of mode 0400 or 0600, from the input where it leads from somewhere, or
/// typed on the terminal, which shows neither. Never arguments: others can read
/// those.
/// @param file: empty: input or terminal; `-`: the input.
/// @returns `no_key` for a file that may not be used; `malformed`, without
/// what was written, for what is no number, or without its code;
/// `unavailable` where nobody can type.
result<voter_input> read_voter(const official_surroundings& around,
                               const std::string& file, bool with_code);

} // namespace scrutin
