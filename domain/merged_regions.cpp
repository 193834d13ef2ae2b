#include "domain/merged_regions.hpp"

#include <algorithm>
#include <iterator>

namespace scrutin {

bool merges_regions(const election& x) {
  return x.small_regions == small_region_rule::merge;
}

std::vector<region_id> merged_regions(const std::vector<region_ballots>& all,
                                      std::uint64_t k) {
  std::vector<region_ballots> by_size;
  std::copy_if(all.begin(), all.end(), std::back_inserter(by_size),
               [](const auto& x) { return x.ballots > 0; });
  // Equals stay in the order of the definition.
  std::stable_sort(
    by_size.begin(), by_size.end(),
    [](const auto& x, const auto& y) { return x.ballots < y.ballots; });
  if (by_size.size() < 2 || by_size.front().ballots >= k) {
    return {};
  }
  std::vector<region_id> members;
  std::uint64_t sum = 0;
  for (const auto& x : by_size) {
    if (x.ballots >= k && sum >= k && members.size() > 1) {
      break;
    }
    members.push_back(x.region);
    sum += x.ballots;
  }
  std::vector<region_id> merged;
  for (const auto& x : all) {
    if (std::find(members.begin(), members.end(), x.region) != members.end()) {
      merged.push_back(x.region);
    }
  }
  return merged;
}

std::vector<region_id>
merged_regions(const election& rules,
               const std::function<std::uint64_t(region_id)>& ballots_in) {
  if (!merges_regions(rules)) {
    return {};
  }
  std::vector<region_ballots> all;
  for (const auto& where : rules.contests) {
    all.push_back({where.region, ballots_in(where.region)});
  }
  return merged_regions(all, rules.release_step_ballots);
}

} // namespace scrutin
