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
  return ++entry.attempts;
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

} // namespace scrutin
