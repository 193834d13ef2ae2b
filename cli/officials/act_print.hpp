#pragma once

#include <string>

#include <boost/json.hpp>

#include "cli/terminal.hpp"
#include "domain/course/official_act.hpp"

namespace scrutin {

/// Tells of an act that was done, or proposed and waits for somebody else.
/// @param election: as the command was told.
/// @param x: as a node answers it.
void print_act(const terminal& at, print_format format,
               const std::string& election, const boost::json::object& x);

/// A table of acts; as JSON, one act a line.
void print_acts(const terminal& at, print_format format,
                const boost::json::array& acts);

/// `closed`: what an election is after an act.
const char* past_of(act_kind x);

} // namespace scrutin
