#include "storage/memory/memory_roll.hpp"

#include <algorithm>

namespace scrutin {

result<std::vector<roll_outcome>>
memory_roll::add(election_id election, region_id region,
                 const std::vector<credential_tag>& tags) {
  auto is_zero = [](const credential_tag& tag) { return tag.is_zero(); };
  if (std::any_of(tags.begin(), tags.end(), is_zero)) {
    return error{ec::malformed, "a tag of zeros cannot be on a roll"};
  }
  std::lock_guard lock{contents_->mutex};
  auto& roll = contents_->rolls[election];
  std::vector<roll_outcome> outcomes;
  outcomes.reserve(tags.size());
  for (const auto& tag : tags) {
    auto [entry, is_new] = roll.region_of.emplace(tag, region);
    if (is_new) {
      roll.tags[region].push_back(tag);
      outcomes.push_back(roll_outcome::added);
    } else {
      outcomes.push_back(entry->second == region ? roll_outcome::repeated
                                                 : roll_outcome::elsewhere);
    }
  }
  return outcomes;
}

result<void> memory_roll::clear(election_id election) {
  std::lock_guard lock{contents_->mutex};
  contents_->rolls.erase(election);
  return {};
}

result<std::uint64_t> memory_roll::count(election_id election,
                                         region_id region) const {
  std::lock_guard lock{contents_->mutex};
  auto roll = contents_->rolls.find(election);
  if (roll == contents_->rolls.end()) {
    return std::uint64_t{0};
  }
  auto tags = roll->second.tags.find(region);
  return std::uint64_t{tags == roll->second.tags.end() ? 0
                                                       : tags->second.size()};
}

result<void> memory_roll::read(
  election_id election, region_id region, prefix_range prefixes,
  const std::function<void(const credential_tag&)>& visit) const {
  std::vector<credential_tag> chosen;
  {
    std::lock_guard lock{contents_->mutex};
    auto roll = contents_->rolls.find(election);
    if (roll == contents_->rolls.end()) {
      return {};
    }
    auto tags = roll->second.tags.find(region);
    if (tags == roll->second.tags.end()) {
      return {};
    }
    auto inside = [&prefixes](const credential_tag& tag) {
      auto prefix = slice_prefix(tag);
      return prefix >= prefixes.first && prefix < prefixes.last;
    };
    std::copy_if(tags->second.begin(), tags->second.end(),
                 std::back_inserter(chosen), inside);
  }
  std::for_each(chosen.begin(), chosen.end(), visit);
  return {};
}

} // namespace scrutin
