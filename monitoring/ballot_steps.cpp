#include "monitoring/ballot_steps.hpp"

#include <algorithm>

namespace scrutin {

namespace {

bool counts_ballots(const metric_entry& entry,
                    const prometheus::ClientMetric& series) {
  switch (entry.ballots) {
  case ballot_series::none:
    return false;
  case ballot_series::every:
    return true;
  case ballot_series::successes:
    return std::any_of(
      series.label.begin(), series.label.end(),
      [](const auto& x) { return x.value == "accepted" || x.value == "2xx"; });
  }
  return true;
}

double count_of(const metric_entry& entry, const prometheus::ClientMetric& x) {
  return entry.kind == metric_kind::histogram
           ? static_cast<double>(x.histogram.sample_count)
           : x.counter.value;
}

/// The series before anything happened.
prometheus::ClientMetric at_zero(prometheus::ClientMetric x) {
  x.counter.value = 0;
  x.histogram.sample_count = 0;
  x.histogram.sample_sum = 0;
  for (auto& bucket : x.histogram.bucket) {
    bucket.cumulative_count = 0;
  }
  return x;
}

} // namespace

void ballot_steps::hold_back(prometheus::MetricFamily& family,
                             const metric_entry& entry) {
  if (entry.ballots == ballot_series::none) {
    return;
  }
  std::lock_guard<std::mutex> lock{mutex_};
  for (auto& series : family.metric) {
    if (!counts_ballots(entry, series)) {
      continue;
    }
    auto name = family.name;
    for (const auto& label : series.label) {
      name += '\n' + label.value;
    }
    auto& exported = exported_.try_emplace(name, at_zero(series)).first->second;
    if (count_of(entry, series) - count_of(entry, exported) >= step_) {
      exported = series;
    }
    series = exported;
  }
}

} // namespace scrutin
