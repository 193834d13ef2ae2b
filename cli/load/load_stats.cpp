#include "cli/load/load_stats.hpp"

#include <algorithm>
#include <numeric>

namespace scrutin::load {

bool deserved(cast_kind kind, outcome what) {
  switch (kind) {
  case cast_kind::first:
    return what == outcome::accepted;
  case cast_kind::duplicate:
    return what == outcome::duplicate;
  case cast_kind::unknown_credential:
    // Elections answer 400 without saying more.
    return what == outcome::unknown_credential || what == outcome::refused;
  case cast_kind::malformed:
    return what == outcome::refused;
  }
  return false;
}

void load_stats::count(const planned_cast& x, outcome what, unsigned status,
                       std::uint64_t latency_ns, bool measured) {
  ++outcomes[static_cast<std::size_t>(what)];
  ++statuses[status];
  if (!deserved(x.kind, what)) {
    ++undeserved;
  }
  auto& contest = contests[x.contest];
  if (what == outcome::accepted) {
    ++contest.acknowledged;
  } else if (what == outcome::unknown && x.kind == cast_kind::first) {
    ++contest.unknown;
  }
  if (!measured) {
    return;
  }
  auto& latencies =
    what == outcome::accepted ? accepted_latency : other_latency;
  latencies.record(latency_ns);
}

void load_stats::add(const load_stats& other) {
  accepted_latency.add(other.accepted_latency);
  other_latency.add(other.other_latency);
  for (std::size_t i = 0; i < outcomes.size(); ++i) {
    outcomes[i] += other.outcomes[i];
  }
  for (const auto& [status, times] : other.statuses) {
    statuses[status] += times;
  }
  sent += other.sent;
  accepted_measured += other.accepted_measured;
  undeserved += other.undeserved;
  not_begun += other.not_begun;
  connections_lost += other.connections_lost;
  last_ns = std::max(last_ns, other.last_ns);
  for (std::size_t i = 0; i < contests.size(); ++i) {
    contests[i].acknowledged += other.contests[i].acknowledged;
    contests[i].unknown += other.contests[i].unknown;
  }
}

std::uint64_t load_stats::ended() const {
  return std::accumulate(outcomes.begin(), outcomes.end(), std::uint64_t{0});
}

double load_stats::success_share() const {
  auto all = static_cast<double>(ended() + not_begun);
  auto failed = static_cast<double>(undeserved + not_begun);
  return all > 0 ? 1 - failed / all : 1;
}

} // namespace scrutin::load
