#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "interchange/ballot_writers.hpp"

namespace scrutin {

/// Checks what every writer asks of a contest.
result<void> check_written(const written_contest& x);

/// Control characters as spaces, so that a name stays on its line.
std::string on_one_line(std::string_view name);

/// `rankings cut to 3 ranks`; empty where they are whole.
std::string cut_note(const written_contest& x);

/// The names of a contest's options, on one line each, and each of them once:
/// those that stand twice get their option's number.
std::vector<std::string> distinct_names(const written_contest& x);

} // namespace scrutin
