#include "edge/review_csv.hpp"

#include "domain/review_kinds.hpp"
#include "domain/time_units.hpp"
#include "edge/timestamp.hpp"

namespace scrutin::edge {

response reviews_csv(const admin_answer& x) {
  constexpr std::size_t date_size = 10;
  auto date = [](std::uint32_t day) {
    return to_timestamp(day * day_ms).substr(0, date_size);
  };
  response told;
  told.type = content::csv;
  told.fields = "Content-Disposition: attachment; filename=\"refused.csv\"\r\n";
  told.body = "number,kind,attempts,first_day,last_day,entries,resolution\n";
  for (const auto& each : x.reviews) {
    told.body += std::to_string(each.number) + ',' + to_string(each.kind) + ','
                 + std::to_string(each.attempts) + ',' + date(each.first_day)
                 + ',' + date(each.last_day) + ','
                 + std::to_string(each.entries) + ',';
    if (each.resolution != 0) {
      told.body += std::to_string(each.resolution);
    }
    told.body += '\n';
  }
  return told;
}

} // namespace scrutin::edge
