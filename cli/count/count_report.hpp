#pragma once

#include <cstdint>
#include <iosfwd>
#include <string>

#include "cli/count/counted_contest.hpp"

namespace scrutin {

/// A table for people: rounds side by side, or votes; ties; who is elected.
void print_count_text(std::ostream& out, const counted_contest& x);

/// One JSON object; docs/COUNTING.md tells of its members. Votes are whole
/// numbers, in units of 10^-decimals.
void print_count_json(std::ostream& out, const counted_contest& x);
/// The same object without a line end, to stand in another.
std::string count_json(const counted_contest& x);

/// One row for each option and round: round, option, name, votes, transfer,
/// status; rows without an option are what was exhausted and lost.
void print_count_csv(std::ostream& out, const counted_contest& x);
/// The first of these lines, without its end.
extern const char* const count_columns;
/// The other ones.
/// @param before: begins each; ends with a comma where it is not empty.
void print_count_rows(std::ostream& out, const counted_contest& x,
                      const std::string& before);

/// 12,345 or 12,345.67890
std::string votes_text(std::uint64_t units, std::uint32_t decimals);

} // namespace scrutin
