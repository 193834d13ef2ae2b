#include "actors/refusals.hpp"

#include <utility>

namespace scrutin {

refusals::counters& refusals::of(review_kind kind) {
  return kinds_[static_cast<std::uint8_t>(kind)];
}

std::uint32_t refusals::note(review_kind kind, const credential_tag& tag,
                             std::uint32_t day) {
  auto& known = of(kind);
  auto found = known.find(tag);
  if (found == known.end()) {
    auto key = known.size() < credentials_max ? tag : credential_tag{};
    found = known.emplace(key, counter{}).first;
  }
  auto& entry = found->second;
  if (entry.uncollected == 0) {
    entry.first_day = day;
    touched_.emplace_back(kind, found->first);
  }
  entry.last_day = day;
  ++entry.uncollected;
  ++entry.attempts;
  auto before = kind == review_kind::duplicate && !before_.empty()
                  ? before_.find(name_(tag))
                  : before_.end();
  return entry.attempts + (before == before_.end() ? 0 : before->second);
}

void refusals::remember(const std::vector<attempt_count>& before) {
  for (const auto& x : before) {
    before_[x.credential] = x.attempts;
  }
}

std::vector<review_entry> refusals::collect() {
  std::vector<review_entry> entries;
  for (const auto& [kind, tag] : std::exchange(touched_, {})) {
    auto& entry = of(kind)[tag];
    entries.push_back({contest_, kind, tag, entry.uncollected, entry.first_day,
                       entry.last_day});
    entry.uncollected = 0;
  }
  return entries;
}

std::vector<attempt_count>
refusals::duplicates_in(const std::vector<review_entry>& collected) const {
  std::vector<attempt_count> counts;
  for (const auto& x : collected) {
    // Those counted together are nobody's.
    if (x.kind == review_kind::duplicate && !x.tag.is_zero()) {
      counts.push_back({name_(x.tag), x.attempts});
    }
  }
  return counts;
}

} // namespace scrutin
