#pragma once

#include <string>

namespace scrutin::edge {

/// Appends a cell of a table: quoted where it has to be, and with an apostrophe
/// before what a spreadsheet would take for a formula. Source: RFC 4180; OWASP,
/// CSV injection.
void append_cell(std::string& out, const std::string& text);

} // namespace scrutin::edge
