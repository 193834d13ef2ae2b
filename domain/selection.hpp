#pragma once

#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "domain/byte_codec.hpp"
#include "domain/election.hpp"
#include "domain/ids.hpp"
#include "domain/result.hpp"

namespace scrutin {

/// The voter chose none of the options, on purpose.
struct blank_choice {};

/// One option.
struct single_choice {
  option_id option;
};

/// Ranks, most preferred first. A rank usually names one option; none is a
/// skipped rank, several are an overvote.
struct ranking {
  std::vector<std::vector<option_id>> ranks;
};

/// Several options, none before another.
struct option_set {
  std::vector<option_id> options;
};

struct option_score {
  option_id option;
  std::uint32_t score = 0;
};

/// Scores of options; an option without one has 0.
struct score_list {
  std::vector<option_score> scores;
};

/// A name that stands on no ballot. Empty: one that nobody is told any more.
struct write_in {
  static constexpr std::size_t name_bytes_max = 100;

  std::string name;
};

/// What a ballot says.
using selection = std::variant<blank_choice, single_choice, ranking, option_set,
                               score_list, write_in>;

/// Encodes a selection so that equal selections, and no others, have equal
/// bytes: a kind (1 byte), then option ids as varints. In a ranking a rank of
/// one option is its id; any other is 0, the number of options, and their ids
/// ascending. Skipped ranks at the end are left out. A set is its ids
/// ascending; scores are each an id and a varint, ascending by id, scores of 0
/// left out. A name is its bytes.
std::string to_canonical(const selection& x);

/// Reads what to_canonical wrote.
/// @returns `malformed` for any other bytes.
result<selection> from_canonical(std::string_view bytes);

/// Whether these are the canonical bytes of a blank ballot.
bool is_blank(std::string_view canonical);

/// Reads the ranks of a canonical ranking one after the other, into one
/// buffer: for counts, which look at millions.
class rank_reader {
public:
  /// @param canonical: outlives the reader.
  /// @param rank: receives the options of each rank; outlives the reader.
  rank_reader(std::string_view canonical, std::vector<option_id>& rank);

  /// @returns false after the last rank, and on bytes that to_canonical never
  /// writes.
  bool next();
  /// Whether it ended for the bytes being no canonical ranking.
  [[nodiscard]] bool failed() const { return failed_; }

private:
  bool fail();
  bool read_unusual_rank();

  byte_reader in_;
  std::vector<option_id>& rank_;
  bool failed_ = false;
};

/// Checks a selection against its contest.
/// @returns `wrong_method` when it is of another kind than the election's
/// method; `unknown_option`; `malformed` for an option chosen or scored twice,
/// for one ranked twice, an overvote or a skipped rank where the rules refuse
/// them, for a score above the highest, and for a ballot that chooses nothing;
/// `too_large` for more ranks or choices than allowed.
result<void> validate(const selection& x, const election& in,
                      const contest& where);

/// Whether a selection may be cast now that candidates have withdrawn: it names
/// none of them, or their votes stand. Nothing may where all are acclaimed.
bool may_still_be_cast(const selection& x, const election& in,
                       const contest& where,
                       const std::vector<option_id>& withdrawn);

} // namespace scrutin
