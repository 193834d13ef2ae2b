#pragma once

#include "edge/json_writer.hpp"
#include "protocol/administration.hpp"

namespace scrutin::edge {

/// How far the close of an election is, partition by partition: one object.
/// What is in a box is said of closed ones alone.
void write_closing(json_writer& out, const admin_answer& x);

} // namespace scrutin::edge
