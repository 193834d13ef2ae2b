#pragma once

#include <string>

#include "edge/admin_bridge.hpp"
#include "edge/problem.hpp"

namespace scrutin::edge {

response admin_problem(unsigned status, problem_type type, std::string detail);

/// 401, with the way in.
response answer_unauthenticated(std::string detail);

/// What somebody who administers is told.
response answer_admin(const waiting_admin& x, const admin_answer& y);

/// No word came in time: it may have been done.
response answer_without_word(const waiting_admin& x);

} // namespace scrutin::edge
