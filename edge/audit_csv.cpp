#include "edge/audit_csv.hpp"

#include "domain/text.hpp"
#include "edge/csv_cell.hpp"
#include "edge/timestamp.hpp"

namespace scrutin::edge {

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
