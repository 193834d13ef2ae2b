#pragma once

#include <string>

#include "domain/result.hpp"

namespace scrutin {

/// Where released results go for readers outside. Used from one thread at a
/// time.
class results_outlet {
public:
  virtual ~results_outlet() = default;

  /// @param event: one JSON object.
  /// @returns `unavailable` where nobody takes it.
  virtual result<void> publish(const std::string& event) = 0;
};

} // namespace scrutin
