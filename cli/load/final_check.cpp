#include "cli/load/final_check.hpp"

#include <algorithm>

namespace scrutin::load {

const char* to_string(check_verdict x) {
  switch (x) {
  case check_verdict::equal:
    return "equal";
  case check_verdict::held_back:
    return "held_back";
  case check_verdict::unequal:
    return "unequal";
  }
  return "invalid";
}

final_check::final_check(std::vector<expected_totals> expected,
                         std::uint64_t held_back_max, std::int64_t settle_ns)
  : expected_(std::move(expected)), held_back_max_(held_back_max),
    settle_ns_(settle_ns) {
}

std::optional<check_verdict>
final_check::observe(const std::vector<published_totals>& seen,
                     std::int64_t now_ns) {
  auto same = [](const published_totals& x, const published_totals& y) {
    return x.ballots == y.ballots && x.closed == y.closed;
  };
  if (!std::equal(seen.begin(), seen.end(), seen_.begin(), seen_.end(), same)) {
    seen_ = seen;
    still_since_ns_ = now_ns;
  }
  if (now_ns - still_since_ns_ < settle_ns_) {
    return std::nullopt;
  }
  auto worst = check_verdict::equal;
  for (std::size_t i = 0; i < expected_.size(); ++i) {
    worst = std::max(worst, judge(i));
  }
  return worst;
}

check_verdict final_check::judge(std::size_t i) const {
  const auto& due = expected_[i];
  const auto& seen = seen_[i];
  auto sum = due.before + due.acknowledged;
  auto least = sum - std::min(sum, due.perhaps_before);
  auto most = sum + due.unknown;
  if (seen.ballots >= least && seen.ballots <= most) {
    return check_verdict::equal;
  }
  if (seen.ballots > most) {
    // What was held back before the run may have come out since.
    return seen.ballots - most <= held_back_max_ ? check_verdict::held_back
                                                 : check_verdict::unequal;
  }
  return !seen.closed && least - seen.ballots <= held_back_max_
           ? check_verdict::held_back
           : check_verdict::unequal;
}

} // namespace scrutin::load
