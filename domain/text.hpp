#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace scrutin {

/// Lower-case hexadecimal, two characters a byte.
std::string to_hex(std::string_view bytes);

/// @returns the bytes of `text`, or nothing unless it is an even number of
/// hexadecimal digits in either case.
std::optional<std::string> from_hex(std::string_view text);

/// Crockford's base32, upper case, no padding, the last character's unused
/// bits zero. Source: https://www.crockford.com/base32.html
std::string to_base32(std::string_view bytes);

/// Reads Crockford's base32: either case; O reads as 0, I and L as 1; dashes
/// and spaces are skipped.
/// @returns the bytes, or nothing on another character or on set unused bits.
std::optional<std::string> from_base32(std::string_view text);

/// Whether `text` is well-formed UTF-8: no overlong form, no surrogate, at
/// most U+10FFFF. Source: Unicode 15, table 3-7.
bool is_utf8(std::string_view text);

/// Whether nine digits or more follow one another, with or without spaces,
/// dashes and points between them: somebody's NAS, perhaps. For texts that
/// stay.
bool has_many_digits(std::string_view text);

} // namespace scrutin
