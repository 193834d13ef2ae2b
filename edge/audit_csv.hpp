#pragma once

#include <string>

#include "domain/administration/audit_entry.hpp"

namespace scrutin::edge {

/// The first line of an audit log as CSV, without its end.
extern const char* const audit_csv_columns;

/// Appends an entry as a line of CSV. Text that a spreadsheet would take for a
/// formula gets an apostrophe before it, which is no part of what is hashed.
/// Source: RFC 4180; OWASP, CSV Injection.
void append_csv(std::string& out, const audit_entry& x);

} // namespace scrutin::edge
