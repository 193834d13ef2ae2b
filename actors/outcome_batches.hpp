#pragma once

#include <utility>
#include <vector>

#include "protocol/actors.hpp"

namespace scrutin {

/// The outcomes of one handler's work, one batch for each sink they go to.
/// Made for few sinks: they are looked for one by one.
class outcome_batches {
public:
  using batch = std::pair<cast_sink_actor, cast_outcomes>;

  void add(const cast_sink_actor& sink, cast_outcome outcome);

  void clear() { batches_.clear(); }

  /// Hands everything over and is empty again.
  std::vector<batch> take() { return std::exchange(batches_, {}); }

private:
  std::vector<batch> batches_;
};

} // namespace scrutin
