#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "interchange/ballot_file.hpp"

namespace scrutin {

constexpr std::size_t file_options_max = 500;
constexpr std::uint64_t file_ballots_max = 1'000'000'000;

/// One reader for each format; what they return is not checked for limits yet.
/// Rankings are as marked: no rule was applied to them.
result<ballot_file> read_preflib(std::string_view text,
                                 const std::string& source_name);
result<ballot_file> read_blt(std::string_view text,
                             const std::string& source_name);
result<ballot_file> read_csv(std::string_view text, const ballot_reading& how,
                             const std::string& source_name);
result<ballot_file> read_cdf(std::string_view text, const ballot_reading& how,
                             const std::string& source_name);

/// Options with the rank that each was given.
using ranked_marks = std::vector<std::pair<std::uint16_t, ballot_position>>;

/// Adds a ranking to the marks of a paper: equal ranks are one, missing ones
/// are skipped.
/// @param ranked: is sorted.
void add_ranks(std::vector<ballot_position>& marks, ranked_marks& ranked);

/// Ends the paper begun at `first`: one that says nothing is blank.
void add_paper(ballot_papers& to, std::size_t first, std::uint64_t ballots);

/// Whether CSV files have a column of that name before those of the options.
bool is_leading_column(std::string_view name);

} // namespace scrutin
