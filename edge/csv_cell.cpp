#include "edge/csv_cell.hpp"

namespace scrutin::edge {

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

} // namespace scrutin::edge
