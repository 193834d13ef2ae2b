#pragma once

#include <string>
#include <string_view>

#include "domain/ids.hpp"
#include "domain/result.hpp"

namespace scrutin {

/// What a spelling is called in logs and commands: 16 hexadecimal digits of a
/// SHA-256 over its contest and its bytes.
std::string write_in_id_of(contest_id contest, std::string_view name);

/// A name as it was typed, with one blank between its words and none around it.
/// @returns `malformed` for one that is empty, too long, not UTF-8, has
/// characters that are not seen, or nine digits in a row.
result<std::string> tidied_name(std::string_view typed);

/// Whether a selection is a name that was written in.
bool is_write_in(std::string_view canonical);

} // namespace scrutin
