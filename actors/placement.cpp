#include "actors/placement.hpp"

#include <algorithm>
#include <unordered_map>

namespace scrutin {

namespace {

std::uint64_t mixed(std::uint64_t x) {
  // The finisher of SplitMix64. Source: Steele, Lea and Flood, "Fast
  // splittable pseudorandom number generators", 2014.
  x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9ULL;
  x = (x ^ (x >> 27)) * 0x94D049BB133111EBULL;
  return x ^ (x >> 31);
}

} // namespace

std::uint64_t placement_weight(const std::string& node,
                               partition_id partition) {
  // FNV-1a over the name.
  std::uint64_t hash = 0xCBF29CE484222325ULL;
  for (auto byte : node) {
    hash = (hash ^ static_cast<unsigned char>(byte)) * 0x100000001B3ULL;
  }
  hash = mixed(hash ^ partition.election.value);
  hash = mixed(hash ^ partition.region.value);
  return mixed(hash ^ partition.slice);
}

result<void> placement_policy::validate() const {
  if (lease_ms <= 0 || renewals_min == 0 || moves_max == 0) {
    return error{ec::bad_configuration, "a limit of placement is 0"};
  }
  return {};
}

bool placement::is_live(const member_view& x) const {
  return x.silent_ms <= policy_.lease_ms;
}

bool placement::takes(const member_view& x) const {
  return is_live(x) && x.what.roles.validator && !x.draining
         && x.renewals >= policy_.renewals_min;
}

std::string placement::home_of(const cluster_view& view,
                               partition_id partition) const {
  const std::string* home = nullptr;
  std::uint64_t highest = 0;
  for (const auto& x : view.members) {
    if (!takes(x)) {
      continue;
    }
    auto weight = placement_weight(x.what.name, partition);
    if (home == nullptr || weight > highest
        || (weight == highest && x.what.name < *home)) {
      home = &x.what.name;
      highest = weight;
    }
  }
  return home == nullptr ? std::string{} : *home;
}

placement_plan placement::plan(const cluster_view& view,
                               const std::vector<partition_id>& all,
                               const std::map<partition_id, holding>& held,
                               std::size_t on_their_way) const {
  placement_plan made;
  const member_view* own = nullptr;
  std::map<std::string, const member_view*> members;
  for (const auto& x : view.members) {
    members[x.what.name] = &x;
    if (x.what.name == self_ && x.what.incarnation == incarnation_) {
      own = &x;
    }
  }
  made.stands = own != nullptr;
  if (own == nullptr) {
    return made;
  }
  std::unordered_map<partition_id, const partition_owner*> owners;
  for (const auto& x : view.partitions) {
    owners[x.partition] = &x;
  }
  auto settled = own->renewals >= policy_.renewals_min || own->draining;
  auto leaving = on_their_way
                 + static_cast<std::size_t>(
                   std::count_if(held.begin(), held.end(), [](const auto& x) {
                     return x.second.leaving;
                   }));
  for (auto partition : all) {
    auto record = owners.count(partition) != 0 ? *owners.at(partition)
                                               : partition_owner{partition, {}};
    auto home = home_of(view, partition);
    if (auto mine = held.find(partition); mine != held.end()) {
      auto epoch = mine->second.epoch;
      if (epoch != 0 && record.epoch > epoch && record.owner != self_) {
        made.lost.push_back(partition);
      } else if (epoch != 0 && !mine->second.leaving && !home.empty()
                 && home != self_ && leaving < policy_.moves_max) {
        ++leaving;
        made.hand_over.push_back({partition, home});
      }
      continue;
    }
    auto at = members.find(record.owner);
    auto is_free = record.owner.empty() || record.owner == self_
                   || at == members.end() || !is_live(*at->second);
    if (is_free && home == self_) {
      made.take.push_back(partition);
    } else if (record.owner == self_ && settled && !home.empty()) {
      made.disown.push_back(record);
    }
  }
  return made;
}

} // namespace scrutin
