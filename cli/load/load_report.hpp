#pragma once

#include <boost/json/value.hpp>
#include <string>

#include "cli/load/load_run.hpp"

namespace scrutin::load {

/// One line, such as `12 s  accepted 10,250/s  ended 10,250/s  in all 123,000`.
std::string to_line(const load_progress& x);

/// The report for people: latencies, outcomes, rate, final check.
std::string to_text(const load_report& x);

/// The report for programs. Latencies in ms, rates per second.
boost::json::value to_json(const load_report& x);

} // namespace scrutin::load
