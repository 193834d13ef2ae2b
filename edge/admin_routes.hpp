#pragma once

#include <vector>

#include "edge/api.hpp"

namespace scrutin::edge {

/// Every route of the administration. Each says what whoever asks must be
/// allowed; the gate (admin_gate.hpp) and the administration hold it before the
/// route's own work is looked at, so that a new route is closed to everybody
/// who lacks that.
std::vector<api_route> admin_routes();

} // namespace scrutin::edge
