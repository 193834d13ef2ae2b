#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include <prometheus/counter.h>
#include <prometheus/family.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>

#include "monitoring/metric_catalogue.hpp"

namespace scrutin {

/// How a cast ended, as it is counted.
enum class cast_result : std::uint8_t {
  accepted,
  duplicate,
  unknown_credential,
  not_open,
  closed,
  invalid_selection,
  unavailable,
  outcome_unknown,
  suspended,
};

inline constexpr std::size_t cast_results = 9;

/// The label of a result: its name.
const char* to_string(cast_result what);

/// Counts the answers of one route by the first digit of their status.
class route_counter {
public:
  /// @param by_class answers 1xx to 5xx.
  explicit route_counter(std::array<prometheus::Counter*, 5> by_class)
    : by_class_(by_class) {}

  /// @param status 100 to 599; anything else is not counted.
  void count(unsigned status);

private:
  std::array<prometheus::Counter*, 5> by_class_;
};

/// One actor's part of a gauge that all actors of a name share: the gauge is
/// the sum of the parts, and a part ends with its actor.
class gauge_share {
public:
  explicit gauge_share(prometheus::Gauge& whole) : whole_(&whole) {}
  gauge_share(const gauge_share&) = delete;
  gauge_share& operator=(const gauge_share&) = delete;
  ~gauge_share() { set(0); }

  void set(double value);

private:
  prometheus::Gauge* whole_;
  double value_ = 0;
};

/// The metrics of one node, all from the catalogue.
///
/// Every function that takes a label looks its series up under a lock: fetch
/// it once, keep the reference (it lives as long as this object), and add a
/// whole batch at a time. The series themselves may be used from any thread.
class metrics {
public:
  /// @param step_ballots: what moves with every ballot comes out at cuts of at
  /// least so many, as the results policy lets turnout out; at least 1.
  explicit metrics(std::uint32_t step_ballots = 1);
  metrics(const metrics&) = delete;
  metrics& operator=(const metrics&) = delete;

  // -- casts ------------------------------------------------------------------

  /// Of accepted casts, see committed().
  prometheus::Counter& casts(cast_result what) {
    return *casts_[static_cast<std::size_t>(what)];
  }
  prometheus::Gauge& casts_in_flight() { return casts_in_flight_; }

  // -- edge -------------------------------------------------------------------

  /// @param route the path as declared, never as requested.
  route_counter http_requests(const std::string& route);
  prometheus::Gauge& http_connections() { return http_connections_; }
  prometheus::Gauge& event_streams() { return event_streams_; }
  prometheus::Counter& event_stream_drops() { return event_stream_drops_; }

  // -- ballot box -------------------------------------------------------------

  /// A frame of ballots is durable: counts it, and its ballots as accepted
  /// casts. A repeat of an accepted cast is not one.
  void committed(std::uint32_t ballots);
  /// From now on, what moves with every ballot comes out at cuts of at least so
  /// many.
  void cover_step(std::uint32_t step_ballots);
  /// A synced write took so long. Comes out with the next cut.
  void synced(double seconds);

  // -- actors -----------------------------------------------------------------

  /// @param state `sealed`, `open` or `closed`.
  prometheus::Gauge& partitions(const std::string& state);
  /// @param actor the name that the actor gives itself.
  prometheus::Gauge& mailbox_messages(const std::string& actor);
  prometheus::Counter& actor_restarts(const std::string& actor);

  /// Everything in Prometheus' text format, version 0.0.4, with what the
  /// kernel says about this process at the moment.
  [[nodiscard]] std::string text() const;

private:
  prometheus::Family<prometheus::Counter>& counter(metric_id id);
  prometheus::Family<prometheus::Gauge>& gauge(metric_id id);
  prometheus::Histogram& histogram(metric_id id);

  static constexpr std::size_t held_syncs_max = 10'000;

  prometheus::Registry registry_;
  std::uint32_t step_ballots_;
  /// Since the last cut.
  std::mutex held_mutex_;
  std::uint64_t held_ballots_ = 0;
  std::vector<std::uint32_t> held_frames_;
  std::vector<double> held_syncs_;
  std::array<prometheus::Counter*, cast_results> casts_;
  prometheus::Gauge& casts_in_flight_;
  prometheus::Family<prometheus::Counter>& http_requests_;
  prometheus::Gauge& http_connections_;
  prometheus::Gauge& event_streams_;
  prometheus::Counter& event_stream_drops_;
  prometheus::Counter& frames_;
  prometheus::Histogram& frame_ballots_;
  prometheus::Histogram& sync_seconds_;
  prometheus::Family<prometheus::Gauge>& partitions_;
  prometheus::Family<prometheus::Gauge>& mailbox_messages_;
  prometheus::Family<prometheus::Counter>& actor_restarts_;
};

} // namespace scrutin
