#pragma once

#include <string>
#include <string_view>

#include "domain/administration/secret_text.hpp"
#include "domain/result.hpp"

namespace scrutin {

/// Whether a terminal shows what is typed.
enum class echo : unsigned char { shown = 1, hidden };

/// Asks for a line on the terminal of the process, wherever its input and
/// output lead.
/// @param otherwise: how it can be told without one: `give --yes`.
/// @returns `unavailable` where there is no terminal, it would show what is to
/// be hidden, or whoever types gives up.
result<secret_text> read_terminal_line(std::string_view prompt, echo what,
                                       const std::string& otherwise);

} // namespace scrutin
