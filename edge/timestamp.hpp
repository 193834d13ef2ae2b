#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace scrutin::edge {

/// `2026-11-23T08:15:00.250Z`. Source: RFC 3339.
/// @param at_ms: Unix ms, at least 0.
std::string to_timestamp(std::int64_t at_ms);

/// Reads `2026-11-23T08:15:00.250Z`, with an offset like `-05:00` in place of
/// `Z`, and with or without a fraction. Source: RFC 3339.
/// @returns Unix ms; nothing for another text or a time that is none.
std::optional<std::int64_t> from_timestamp(std::string_view text);

/// `Mon, 23 Nov 2026 08:15:00 GMT`. Source: RFC 9110, section 5.6.7.
std::string to_http_date(std::int64_t at_ms);

} // namespace scrutin::edge
