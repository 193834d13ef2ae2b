#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "cli/count/counted_contest.hpp"
#include "domain/counting/count_terms.hpp"

namespace scrutin {

/// What is to be counted, and how, as the command line says it.
struct count_request {
  /// `-` is standard input.
  std::filesystem::path file;
  std::string format;
  std::string contest;
  std::uint32_t first_column = 0;
  std::string method;
  /// 0: as many as the file says, or one.
  std::uint32_t seats = 0;
  /// The name of a set of rules; empty for none.
  std::string named_rules;
  /// `name=value`
  std::vector<std::string> rules;
  /// Ids of options in the order in which they prevail in ties.
  std::vector<std::uint32_t> drawn;
  /// Under whose name lots are drawn.
  contest_id lots_of{{1}, {1}};
  /// Ids of the options, in ballot order; empty: 1, 2, and so on.
  std::vector<std::uint32_t> option_ids;
  /// Ids of candidates who have withdrawn, and the rule for their votes.
  std::vector<std::uint32_t> withdrawn;
  std::string withdrawal;
  /// All are elected without a vote.
  bool acclaimed = false;
};

/// Works out by which terms a request counts.
/// @param options: how many stand; the file's seats where the request has
/// none.
/// @returns `bad_configuration` with what to write instead.
result<count_terms> terms_of(const count_request& request, std::size_t options,
                             std::uint32_t file_seats);

/// Reads and counts a file.
/// @returns `unavailable` where it cannot be read, and what read_ballots(),
/// terms_of() and count_papers() return.
result<counted_contest> count_file(const count_request& request);

} // namespace scrutin
