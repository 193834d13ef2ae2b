#include "monitoring/metrics.hpp"

#include <algorithm>
#include <vector>

#include <prometheus/text_serializer.h>

#include "domain/result.hpp"
#include "monitoring/process_figures.hpp"

namespace scrutin {

namespace {

/// A family of one series without labels, which no registry keeps.
prometheus::MetricFamily sampled(metric_id id, double value) {
  const auto& entry = catalogue_entry(id);
  prometheus::MetricFamily family;
  family.name = entry.name;
  family.help = entry.help;
  prometheus::ClientMetric series;
  if (entry.kind == metric_kind::counter) {
    family.type = prometheus::MetricType::Counter;
    series.counter.value = value;
  } else {
    family.type = prometheus::MetricType::Gauge;
    series.gauge.value = value;
  }
  family.metric.push_back(std::move(series));
  return family;
}

} // namespace

const char* to_string(cast_result what) {
  switch (what) {
  case cast_result::accepted:
    return "accepted";
  case cast_result::duplicate:
    return "duplicate";
  case cast_result::unknown_credential:
    return "unknown_credential";
  case cast_result::not_open:
    return "not_open";
  case cast_result::closed:
    return "closed";
  case cast_result::suspended:
    return "suspended";
  case cast_result::invalid_selection:
    return "invalid_selection";
  case cast_result::unavailable:
    return "unavailable";
  case cast_result::outcome_unknown:
    return "outcome_unknown";
  }
  broken_invariant("a cast result that is none");
}

void route_counter::count(unsigned status) {
  const auto status_class = status / 100;
  if (status_class >= 1 && status_class <= by_class_.size())
    by_class_[status_class - 1]->Increment();
}

void gauge_share::set(double value) {
  whole_->Increment(value - value_);
  value_ = value;
}

metrics::metrics(std::uint32_t step_ballots)
  : step_ballots_(step_ballots),
    casts_in_flight_(gauge(metric_id::casts_in_flight).Add({})),
    http_requests_(counter(metric_id::http_requests)),
    http_connections_(gauge(metric_id::http_connections).Add({})),
    event_streams_(gauge(metric_id::event_streams).Add({})),
    event_stream_drops_(counter(metric_id::event_stream_drops).Add({})),
    frames_(counter(metric_id::frames).Add({})),
    frame_ballots_(histogram(metric_id::frame_ballots)),
    sync_seconds_(histogram(metric_id::sync_seconds)),
    partitions_(gauge(metric_id::partitions)),
    mailbox_messages_(gauge(metric_id::mailbox_messages)),
    actor_restarts_(counter(metric_id::actor_restarts)) {
  auto& family = counter(metric_id::casts);
  for (std::size_t i = 0; i < cast_results; ++i) {
    const auto what = static_cast<cast_result>(i);
    casts_[i] = &family.Add({{"outcome", to_string(what)}});
  }
}

route_counter metrics::http_requests(const std::string& route) {
  static constexpr std::array<const char*, 5> classes{"1xx", "2xx", "3xx",
                                                      "4xx", "5xx"};
  std::array<prometheus::Counter*, 5> by_class{};
  for (std::size_t i = 0; i < classes.size(); ++i)
    by_class[i] =
      &http_requests_.Add({{"route", route}, {"status", classes[i]}});
  return route_counter{by_class};
}

prometheus::Gauge& metrics::partitions(const std::string& state) {
  return partitions_.Add({{"state", state}});
}

prometheus::Gauge& metrics::mailbox_messages(const std::string& actor) {
  return mailbox_messages_.Add({{"actor", actor}});
}

prometheus::Counter& metrics::actor_restarts(const std::string& actor) {
  return actor_restarts_.Add({{"actor", actor}});
}

void metrics::committed(std::uint32_t ballots) {
  std::lock_guard<std::mutex> lock{held_mutex_};
  held_frames_.push_back(ballots);
  held_ballots_ += ballots;
  if (held_ballots_ < step_ballots_)
    return;
  casts(cast_result::accepted).Increment(static_cast<double>(held_ballots_));
  frames_.Increment(static_cast<double>(held_frames_.size()));
  for (auto each : held_frames_)
    frame_ballots_.Observe(each);
  for (auto each : held_syncs_)
    sync_seconds_.Observe(each);
  held_ballots_ = 0;
  held_frames_.clear();
  held_syncs_.clear();
}

void metrics::cover_step(std::uint32_t step_ballots) {
  std::lock_guard<std::mutex> lock{held_mutex_};
  step_ballots_ = std::max(step_ballots_, step_ballots);
}

void metrics::synced(double seconds) {
  std::lock_guard<std::mutex> lock{held_mutex_};
  if (held_syncs_.size() < held_syncs_max)
    held_syncs_.push_back(seconds);
}

std::string metrics::text() const {
  auto families = registry_.Collect();
  const auto process = read_process_figures();
  families.push_back(sampled(metric_id::process_start, process.started_at));
  families.push_back(sampled(metric_id::process_cpu, process.cpu_seconds));
  families.push_back(sampled(metric_id::process_memory,
                             static_cast<double>(process.resident_bytes)));
  return prometheus::TextSerializer{}.Serialize(families);
}

prometheus::Family<prometheus::Counter>& metrics::counter(metric_id id) {
  const auto& entry = catalogue_entry(id);
  return prometheus::BuildCounter()
    .Name(entry.name)
    .Help(entry.help)
    .Register(registry_);
}

prometheus::Family<prometheus::Gauge>& metrics::gauge(metric_id id) {
  const auto& entry = catalogue_entry(id);
  return prometheus::BuildGauge()
    .Name(entry.name)
    .Help(entry.help)
    .Register(registry_);
}

prometheus::Histogram& metrics::histogram(metric_id id) {
  const auto& entry = catalogue_entry(id);
  return prometheus::BuildHistogram()
    .Name(entry.name)
    .Help(entry.help)
    .Register(registry_)
    .Add({}, entry.buckets);
}

} // namespace scrutin
