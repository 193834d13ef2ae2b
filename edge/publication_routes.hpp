#pragma once

#include <vector>

#include "edge/api.hpp"

namespace scrutin::edge {

/// What is published of an election at its opening, and once it is certified.
std::vector<api_route> publication_routes();

} // namespace scrutin::edge
