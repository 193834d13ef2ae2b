#include "actors/review_list.hpp"

#include <algorithm>
#include <set>

#include "domain/review_kinds.hpp"

namespace scrutin {

namespace {

bool is_asked_for(const admin_request& x, const review_entry& each) {
  auto is_resolved = each.resolution != 0;
  return (x.kind == 0 || static_cast<std::uint8_t>(each.kind) == x.kind)
         && (x.resolved == resolved_filter::any
             || is_resolved == (x.resolved == resolved_filter::resolved));
}

/// Whether two entries of a contest say the same.
bool same(const review_entry& x, const review_entry& y) {
  return !is_listed_before(x, y) && !is_listed_before(y, x)
         && x.resolution == y.resolution;
}

review_count count_of(review_kind kind, const std::vector<review_entry>& all,
                      std::uint64_t attempts) {
  review_count count;
  count.kind = kind;
  for (const auto& each : all) {
    if (each.kind == kind) {
      ++count.entries;
      count.resolved += each.resolution != 0 ? 1 : 0;
      count.attempts += each.attempts;
    }
  }
  count.attempts_unlisted = attempts - std::min(attempts, count.attempts);
  count.attempts += count.attempts_unlisted;
  return count;
}

/// The lines that entries of a list name.
result<void> add_resolutions(admin_answer& to,
                             const administration_store& log) {
  std::set<std::uint64_t> numbers;
  for (const auto& each : to.reviews) {
    numbers.insert(each.resolution);
  }
  numbers.erase(0);
  for (auto number : numbers) {
    auto line = log.audit(number - 1, 1);
    if (!line) {
      return line.failure();
    }
    if (!line->empty() && line->front().number == number) {
      to.resolutions.push_back(resolution_of(line->front()));
    }
  }
  return {};
}

} // namespace

result<admin_answer> list_reviews(const admin_request& x,
                                  std::size_t listed_max,
                                  const review_store& queue,
                                  const administration_store& log) {
  auto all = queue.list(x.where);
  if (!all) {
    return all.failure();
  }
  std::sort(all->begin(), all->end(), is_listed_before);
  admin_answer list;
  auto most = std::min<std::size_t>(x.most, listed_max);
  const review_entry* before = nullptr;
  for (const auto& each : *all) {
    if (!is_asked_for(x, each)) {
      continue;
    }
    auto goes_with = x.in_groups && before != nullptr && same(*before, each);
    before = &each;
    if (goes_with) {
      if (list.total > x.after && list.reviews.size() == list.total - x.after) {
        ++list.reviews.back().entries;
      }
      continue;
    }
    ++list.total;
    if (list.total > x.after && list.reviews.size() < most) {
      list.reviews.push_back({list.total, each.kind, each.attempts,
                              each.first_day, each.last_day, 1,
                              each.resolution});
    }
  }
  for (auto kind : all_review_kinds) {
    auto attempts = queue.attempts(x.where, kind);
    if (!attempts) {
      return attempts.failure();
    }
    if (auto count = count_of(kind, *all, *attempts); count.attempts > 0) {
      list.review_counts.push_back(count);
    }
  }
  if (auto added = add_resolutions(list, log); !added) {
    return added.failure();
  }
  return list;
}

} // namespace scrutin
