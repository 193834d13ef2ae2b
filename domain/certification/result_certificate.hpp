#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "domain/certification/canonical_json.hpp"
#include "domain/certification/signing_key.hpp"
#include "domain/counting/count.hpp"
#include "domain/election.hpp"

namespace scrutin {

/// One contest that has closed, counted.
struct certified_contest {
  region_id region;
  /// On the roll when it closed.
  std::uint64_t eligible = 0;
  contest_count count;
  /// Candidates who had withdrawn.
  std::vector<option_id> withdrawn = {};
  /// Regions whose votes are one sum with this one's, which stands in the count
  /// of the first of them; none where it is by itself.
  std::vector<region_id> merged = {};
};

/// A result that officials certify.
struct certification {
  /// Outlives it.
  const election* rules = nullptr;
  /// 0: of the whole election.
  region_id region;
  /// Grows with every amendment.
  std::uint32_t version = 1;
  /// SHA-256 of the document of the version before, in hexadecimal; empty:
  /// there is none.
  std::string previous_sha256;
  /// Of an amendment.
  std::string reason;
  /// Unix ms.
  std::int64_t at_ms = 0;
  /// Number of the line of the audit log.
  std::uint64_t line = 0;
  /// All of the election, or the one.
  std::vector<certified_contest> contests;
};

/// What is signed, as docs/EXPORTS.md describes it. The same ballots give the
/// same `contests`, whoever counts them.
canonical_json document_of(const certification& x);

/// A signed result as it is stored and published.
struct result_certificate {
  /// Keeps it well under what one message takes.
  static constexpr std::size_t text_bytes_max = 640 * 1'024;

  election_id election;
  /// 0: of the whole election.
  region_id region;
  std::uint32_t version = 0;
  /// SHA-256 of the document, in hexadecimal.
  std::string sha256;
  /// The document, its hash, its signature and the public key: canonical JSON.
  std::string text;
};

/// @returns `wrong_state` where the document would be too long: its regions can
/// be certified one by one.
result<result_certificate> make_certificate(const certification& x,
                                            const signing_key& by);

} // namespace scrutin
