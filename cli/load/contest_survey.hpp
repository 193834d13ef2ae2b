#pragma once

#include <boost/json/value.hpp>
#include <functional>
#include <string>
#include <vector>

#include "cli/load/contest_target.hpp"
#include "domain/result.hpp"

namespace scrutin::load {

/// Fetches a document of the API by its path.
using document_source =
  std::function<result<boost::json::value>(const std::string& target)>;

/// Asks a server which contests there are.
/// @param election: code of the one wanted; all if empty.
/// @returns at least one; `unknown_election` where there is none.
result<std::vector<contest_target>>
survey_contests(const document_source& fetch, const std::string& election);

/// Where the totals of a contest are read, a law's like an election's.
std::string totals_path(const contest_target& contest);

/// What the API lets out of a contest's totals.
struct published_totals {
  /// Ballots in the box.
  std::uint64_t ballots = 0;
  /// They are final.
  bool closed = false;
  /// Every partition's are in them: not so for a moment after a start.
  bool complete = true;
};

/// Reads an answer of `totals_path`.
result<published_totals> read_totals(const boost::json::value& document);

} // namespace scrutin::load
