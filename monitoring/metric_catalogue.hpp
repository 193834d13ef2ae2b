#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace scrutin {

/// Every metric that a node exports; indexes `metric_catalogue()`.
enum class metric_id : std::uint8_t {
  casts,
  casts_in_flight,
  http_requests,
  http_connections,
  event_streams,
  event_stream_drops,
  frames,
  frame_ballots,
  sync_seconds,
  partitions,
  mailbox_messages,
  actor_restarts,
  process_start,
  process_cpu,
  process_memory,
};

enum class metric_kind : std::uint8_t { counter, gauge, histogram };

/// What the outside may rely on about one metric.
///
/// No label says how, or in which contest, anyone voted: totals leave through
/// the results policy and no other way.
struct metric_entry {
  metric_id id;
  metric_kind kind;
  /// Starts with `scrutin_`; ends with the unit, then `_total` for counters.
  std::string name;
  /// A base unit (`seconds`, `bytes`) or the thing counted.
  std::string unit;
  std::string help;
  std::vector<std::string> labels;
  /// Upper bounds, ascending; histograms only.
  std::vector<double> buckets;
};

/// The one list of metrics, in the order of `metric_id`.
const std::vector<metric_entry>& metric_catalogue();

const metric_entry& catalogue_entry(metric_id id);

} // namespace scrutin
