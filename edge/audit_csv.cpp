#include "edge/audit_csv.hpp"

#include "domain/text.hpp"
#include "edge/timestamp.hpp"

namespace scrutin::edge {

namespace {

void append_cell(std::string& out, const std::string& text) {
  constexpr auto formula_begins = "=+-@\t\r";
  constexpr auto quoted = ",\"\r\n";
  auto cell = text;
  if (cell.find_first_of(formula_begins) == 0) {
    cell.insert(0, 1, '\'');
  }
  if (cell.find_first_of(quoted) == std::string::npos) {
    out += cell;
    return;
  }
  out += '"';
  for (char c : cell) {
    out += c;
    if (c == '"') {
      out += c;
    }
  }
  out += '"';
}

} // namespace

const char* const audit_csv_columns =
  "number,at,actor,act,subject,detail,previous,hash";

void append_csv(std::string& out, const audit_entry& x) {
  out += std::to_string(x.number) + ',' + to_timestamp(x.at_ms);
  for (const auto* text : {&x.actor, &x.act, &x.subject, &x.detail}) {
    out += ',';
    append_cell(out, *text);
  }
  out += ',' + to_hex(x.previous.view()) + ',' + to_hex(x.hash.view()) + "\n";
}

} // namespace scrutin::edge
