#pragma once

#include "edge/response.hpp"
#include "protocol/administration.hpp"

namespace scrutin::edge {

/// A page of refused attempts as a table, a line each.
response reviews_csv(const admin_answer& x);

} // namespace scrutin::edge
