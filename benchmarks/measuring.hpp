#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <sys/resource.h>
#include <vector>

#include "domain/credential.hpp"
#include "domain/election.hpp"
#include "domain/ids.hpp"

namespace scrutin::bench {

/// Processor time of this process so far, all threads, in seconds.
inline double processor_s() {
  rusage used{};
  getrusage(RUSAGE_SELF, &used);
  auto seconds = [](const timeval& x) {
    return static_cast<double>(x.tv_sec) + static_cast<double>(x.tv_usec) / 1e6;
  };
  return seconds(used.ru_utime) + seconds(used.ru_stime);
}

/// Seconds of a steady clock.
inline double clock_s() {
  return std::chrono::duration<double>(
           std::chrono::steady_clock::now().time_since_epoch())
    .count();
}

/// What one pass over all casts took.
struct spent_time {
  double wall_s = 0;
  double cpu_s = 0;
};

template <class Work>
spent_time measure(Work&& work) {
  auto cpu = processor_s();
  auto wall = clock_s();
  work();
  return {clock_s() - wall, processor_s() - cpu};
}

/// A voter about to cast, as the edge has it when a request is parsed.
struct voter_cast {
  credential who;
  std::string retry_key;
  /// Canonical bytes.
  std::string selection;
};

/// A referendum over one region that is open now.
election sample_law(std::uint32_t partition_voters);

/// Different voters with random selections. Deterministic.
std::vector<voter_cast> sample_casts(std::size_t count);

} // namespace scrutin::bench
