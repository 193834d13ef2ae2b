#include "storage/memory/memory_review.hpp"

#include "storage/review_merge.hpp"

namespace scrutin {

result<void> memory_review::add(const std::vector<review_entry>& entries) {
  std::lock_guard lock{contents_->mutex};
  for (const auto& entry : entries) {
    auto& totals = contents_->review_totals[{entry.contest, entry.kind}];
    totals.attempts += entry.attempts;
    auto& queue = contents_->reviews[entry.contest];
    auto found = queue.find({entry.kind, entry.tag});
    if (found != queue.end()) {
      merge_into(found->second, entry);
    } else if (totals.entries < entries_max) {
      auto kept = queue.emplace(std::make_pair(entry.kind, entry.tag), entry);
      kept.first->second.resolution = 0;
      ++totals.entries;
    }
  }
  return {};
}

result<std::vector<review_entry>>
memory_review::list(contest_id contest) const {
  std::lock_guard lock{contents_->mutex};
  std::vector<review_entry> entries;
  auto queue = contents_->reviews.find(contest);
  if (queue != contents_->reviews.end()) {
    for (const auto& entry : queue->second) {
      entries.push_back(entry.second);
    }
  }
  return entries;
}

result<std::uint64_t> memory_review::attempts(contest_id contest,
                                              review_kind kind) const {
  std::lock_guard lock{contents_->mutex};
  auto found = contents_->review_totals.find({contest, kind});
  return found == contents_->review_totals.end() ? std::uint64_t{0}
                                                 : found->second.attempts;
}

} // namespace scrutin
