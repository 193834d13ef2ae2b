#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

#include "monitoring/log.hpp"

namespace scrutin {

/// `text` between quotes, with quotes, backslashes and control characters
/// escaped; in text that is not UTF-8, U+FFFD for each byte beyond ASCII.
/// Source: RFC 8259, section 7.
std::string quoted(std::string_view text);

/// An event as the members of a JSON object, without the braces.
std::string json_members(std::string_view event,
                         std::initializer_list<log_field> fields);

/// An event as `event key=value key="a value"`; never with a line break.
std::string text_line(std::string_view event,
                      std::initializer_list<log_field> fields);

} // namespace scrutin
