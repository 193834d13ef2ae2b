#include "actors/outcome_batches.hpp"

#include <algorithm>

namespace scrutin {

void outcome_batches::add(const cast_sink_actor& sink, cast_outcome outcome) {
  auto found = std::find_if(batches_.begin(), batches_.end(),
                            [&](const batch& x) { return x.first == sink; });
  if (found == batches_.end()) {
    found = batches_.insert(found, {sink, {}});
  }
  found->second.outcomes.push_back(outcome);
}

} // namespace scrutin
