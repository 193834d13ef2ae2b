#pragma once

#include <cstdint>
#include <string_view>

namespace scrutin::edge {

/// The languages that voters are answered in.
enum class language : std::uint8_t { french = 0, english };

/// The `Content-Language` of an answer: `fr`.
std::string_view tag_of(language x);

/// What to answer a client in. A range names a language and all its regions
/// (`fr-CA`), `*` stands for French, and what is not understood for nothing.
/// @param accept: the value of Accept-Language; may be empty.
/// @returns the language of the greater quality value, the first named of two
/// that are equal, and French when none is asked for.
/// Source: RFC 9110, section 12.5.4; RFC 4647, section 3.3.1.
language preferred_language(std::string_view accept);

} // namespace scrutin::edge
