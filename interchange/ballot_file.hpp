#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/counting/ballot_papers.hpp"
#include "domain/counting/rules.hpp"
#include "domain/result.hpp"

namespace scrutin {

/// Formats of ballot files.
enum class ballot_format : unsigned char {
  /// PrefLib's orders: `.soc`, `.soi`, `.toc`, `.toi`.
  preflib = 1,
  /// BLT, of Hill, Wichmann and Woodall; what OpenSTV and OpaVote read.
  blt,
  /// One row a ballot, one column an option; RCTab's generic CSV too.
  csv,
  /// NIST cast vote records (SP 1500-103), as JSON.
  cdf,
};

/// `preflib`, `blt`, `csv`, `cdf`.
const char* to_string(ballot_format x);

/// The format that a file's name or first bytes tell of.
/// @returns nothing where neither does.
std::optional<ballot_format> format_of(const std::filesystem::path& file,
                                       std::string_view text);

/// What a reader has to be told.
struct ballot_reading {
  /// What the marks shall be read as. Rankings serve a contest of one option
  /// (the first rank, where it names one) and of sets (every option ranked);
  /// nothing else serves for scores but scores.
  ballot_style style = ballot_style::ranking;
  /// CSV: the first column that is an option, from 1; 0: the first whose name
  /// is not one that such files have before (ballot, count, precinct, ...).
  std::uint32_t first_column = 0;
  /// CDF: the contest's id; empty where the file has but one.
  std::string contest;
};

/// A contest's ballots, as a file holds them.
struct ballot_file {
  std::string title;
  /// Names in ballot order; their ids are 1, 2, and so on.
  std::vector<std::string> options;
  /// As many as the file says; 0 where it does not.
  std::uint32_t seats = 0;
  /// Positions of options that have withdrawn: no paper has them any more.
  std::vector<ballot_position> withdrawn;
  ballot_papers papers;
};

/// Reads ballots from a file's text.
/// @param source_name: what errors call the file.
/// @returns `malformed` as `file:line: what is wrong`; `too_large` for more
/// than 500 options or 1,000,000,000 ballots.
/// Cost: linear, without a copy of the text; cast vote records are held one
/// at a time.
result<ballot_file> read_ballots(std::string_view text, ballot_format format,
                                 const ballot_reading& how,
                                 const std::string& source_name);

} // namespace scrutin
