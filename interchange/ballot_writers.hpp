#pragma once

#include <cstdint>
#include <functional>
#include <iosfwd>
#include <optional>
#include <string>
#include <vector>

#include "domain/counting/ballot_papers.hpp"
#include "domain/counting/rules.hpp"
#include "domain/result.hpp"

namespace scrutin {

/// What a file tells of the contest whose ballots it holds.
struct written_contest {
  std::string title;
  /// Names in ballot order, 1 to 500.
  std::vector<std::string> options;
  std::uint32_t seats = 1;
  counting_method method = counting_method::plurality;
  /// Whether the options are answers to a question.
  bool is_question = false;
  /// Ranks that rankings were cut to; 0: they are whole.
  std::uint32_t ranks_kept = 0;
  /// Told by cast vote records only.
  std::string election;
  std::string region;
  /// Unix ms; told by cast vote records only.
  std::int64_t written_at_ms = 0;
};

/// The ballots of some papers one after the other, each as the index of its
/// paper, or as the number of papers where it is blank; nothing after the last.
using ballot_order = std::function<std::optional<std::size_t>()>;

/// Ballot after ballot as the papers lie, blank ones last.
/// @param papers: outlive the order.
ballot_order order_of(const ballot_papers& papers);

// One writer for each format, beside its reader, which reads the same papers
// back. Each writes ballot by ballot or paper by paper and keeps none.
//
// All leave out empty ranks after the last one that is marked, and write
// control characters in names as spaces. They return `malformed` for a contest
// without options or with more than 500, for a name that is not UTF-8, and for
// a ballot that the format cannot say; what was written until then is of no
// use. Whether the stream took everything is for the caller to look at.

/// PrefLib's orders with ties, incomplete (`toi`): a line for each paper. A set
/// is one rank of all its options; an empty rank is an empty brace, which other
/// programs may not know.
/// @returns `wrong_method` for scores.
result<void> write_preflib(std::ostream& out, const written_contest& contest,
                           const ballot_papers& papers);

/// BLT: a line for each paper. A set is one rank of all its options; quotes in
/// names become apostrophes.
/// @returns `wrong_method` for scores.
result<void> write_blt(std::ostream& out, const written_contest& contest,
                       const ballot_papers& papers);

/// CSV: a line for each ballot, numbered in the order that is given. Tells no
/// title, seats or cut. A name that stands twice, or that could be taken for
/// the name of another column, gets its option's number.
/// @returns `malformed` for an option that is ranked twice and for a rank past
/// the 500th, too.
result<void> write_csv(std::ostream& out, const written_contest& contest,
                       const ballot_papers& papers, const ballot_order& next);

/// NIST cast vote records, version 1.0, as JSON: a line for each ballot,
/// numbered in the order that is given. A name that stands twice gets its
/// option's number.
/// @returns `malformed` for a rank past the 500th, too.
result<void> write_cdf(std::ostream& out, const written_contest& contest,
                       const ballot_papers& papers, const ballot_order& next);

} // namespace scrutin
