#include "actors/write_in_list.hpp"

#include <algorithm>

namespace scrutin {

admin_answer write_in_list(election_id election, const final_counts& counts,
                           const merged_names_by_region& merged) {
  // One answer has to stay well under what is sent at once.
  constexpr std::size_t listed_max = 20'000;
  admin_answer told;
  told.total = counts.written_names.size();
  for (const auto& each : counts.written_names) {
    if (told.write_ins.size() == listed_max) {
      break;
    }
    auto& listed = told.write_ins.emplace_back();
    listed.region = each.region;
    listed.id = write_in_id_of({election, each.region}, each.name);
    listed.name = each.name;
    listed.votes = each.votes;
    auto region = merged.find(each.region);
    if (region == merged.end()) {
      continue;
    }
    auto decision = std::find_if(
      region->second.begin(), region->second.end(),
      [&listed](const auto& x) { return x.written_name == listed.id; });
    listed.decided = decision != region->second.end();
    if (listed.decided) {
      listed.option = decision->option;
    }
  }
  return told;
}

} // namespace scrutin
