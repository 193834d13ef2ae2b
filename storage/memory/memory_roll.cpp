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

result<roll_outcome> memory_roll::reserve(election_id election,
                                          region_id region,
                                          const credential_tag& tag) {
  if (tag.is_zero()) {
    return error{ec::malformed, "a tag of zeros cannot be on a roll"};
  }
  std::lock_guard lock{contents_->mutex};
  auto& roll = contents_->rolls[election];
  auto [entry, is_new] = roll.region_of.emplace(tag, region);
  if (is_new) {
    roll.reserved.insert(tag);
    return roll_outcome::added;
  }
  return entry->second == region ? roll_outcome::repeated
                                 : roll_outcome::elsewhere;
}

result<void> memory_roll::release(election_id election,
                                  const credential_tag& tag) {
  std::lock_guard lock{contents_->mutex};
  auto& roll = contents_->rolls[election];
  if (roll.reserved.erase(tag) > 0) {
    roll.region_of.erase(tag);
  }
  return {};
}

result<void> memory_roll::read_reserved(
  election_id election,
  const std::function<void(region_id, const credential_tag&)>& visit) const {
  std::vector<std::pair<region_id, credential_tag>> found;
  {
    std::lock_guard lock{contents_->mutex};
    auto roll = contents_->rolls.find(election);
    if (roll == contents_->rolls.end()) {
      return {};
    }
    for (const auto& tag : roll->second.reserved) {
      found.emplace_back(roll->second.region_of.at(tag), tag);
    }
  }
  for (const auto& [region, tag] : found) {
    visit(region, tag);
  }
  return {};
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
