#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <string>

#include <prometheus/metric_family.h>

#include "monitoring/metric_catalogue.hpp"

namespace scrutin {

/// Lets series that count ballots out in steps, as the results policy does
/// with turnout: a series stays as it was last exported until it has moved by
/// a whole step. Safe from any thread.
class ballot_steps {
public:
  /// @param step_ballots: at least 1.
  explicit ballot_steps(std::uint32_t step_ballots) : step_(step_ballots) {}

  /// Puts what may be exported in the place of a family's newer values.
  void hold_back(prometheus::MetricFamily& family, const metric_entry& entry);

private:
  double step_;
  std::mutex mutex_;
  /// By name and label values.
  std::map<std::string, prometheus::ClientMetric> exported_;
};

} // namespace scrutin
