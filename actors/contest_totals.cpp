#include "actors/contest_totals.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace scrutin {

contest_totals::outcome contest_totals::apply(totals_update&& x) {
  if (x.partition.slice >= slices_.size()) {
    return outcome::stale;
  }
  auto& into = slices_[x.partition.slice];
  if (!x.snapshot) {
    if (into.reported && x.version < into.version) {
      return outcome::stale;
    }
    if (!into.reported || x.base != into.version) {
      return into.reported && x.version == into.version && x.base < into.version
               ? outcome::stale
               : outcome::gap;
    }
  }
  if (x.piece == 0) {
    into.arriving.reset();
  }
  auto due = into.arriving ? into.arriving->piece + 1 : 0;
  if (x.piece != due
      || (into.arriving && into.arriving->version != x.version)) {
    into.arriving.reset();
    return outcome::gap;
  }
  if (into.arriving) {
    into.arriving->piece = x.piece;
    std::move(x.changes.begin(), x.changes.end(),
              std::back_inserter(into.arriving->changes));
  } else {
    into.arriving = std::move(x);
  }
  if (into.arriving->piece + 1 < into.arriving->pieces) {
    return outcome::incomplete;
  }
  auto whole = std::move(*into.arriving);
  into.arriving.reset();
  take(into, std::move(whole));
  return outcome::applied;
}

void contest_totals::take(slice& into, totals_update&& x) {
  if (x.snapshot) {
    into.votes.clear();
    into.votes.add(x.changes);
    votes_.clear();
    for (const auto& each : slices_) {
      votes_.add(each.votes);
    }
    changes_ = {};
  } else {
    into.votes.add(x.changes);
    votes_.add(x.changes);
    if (!changes_.anew) {
      std::move(x.changes.begin(), x.changes.end(),
                std::back_inserter(changes_.added));
    }
  }
  into.reported = true;
  into.version = x.version;
  into.voters = x.voters;
  into.turnout = x.turnout;
  into.state = x.state;
  into.withdrawn = std::move(x.withdrawn);
  into.opening = x.opening;
}

contest_totals::changes contest_totals::take_changes() {
  return std::exchange(changes_, changes{false, {}});
}

std::uint64_t contest_totals::turnout() const {
  std::uint64_t sum = 0;
  for (const auto& each : slices_) {
    sum += each.turnout;
  }
  return sum;
}

std::uint64_t contest_totals::eligible() const {
  std::uint64_t sum = 0;
  for (const auto& each : slices_) {
    sum += each.voters;
  }
  return sum;
}

std::uint32_t contest_totals::reporting() const {
  return static_cast<std::uint32_t>(std::count_if(
    slices_.begin(), slices_.end(), [](const slice& x) { return x.reported; }));
}

const std::vector<option_id>& contest_totals::withdrawn() const {
  // Each act adds one, so that the longest list is the newest.
  static const std::vector<option_id> nobody;
  const auto* longest = &nobody;
  for (const auto& each : slices_) {
    if (each.withdrawn.size() > longest->size()) {
      longest = &each.withdrawn;
    }
  }
  return *longest;
}

contest_opening contest_totals::opening() const {
  contest_opening sum;
  for (const auto& each : slices_) {
    sum.partitions += each.opening.is_open() ? 1 : 0;
    sum.voters += each.opening.voters;
    sum.ballots += each.opening.ballots;
  }
  return sum;
}

bool contest_totals::closed() const {
  return std::all_of(slices_.begin(), slices_.end(), [](const slice& x) {
    return x.state == partition_state::closed;
  });
}

} // namespace scrutin
