#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "domain/course/election_course.hpp"
#include "domain/ids.hpp"
#include "domain/result.hpp"
#include "domain/tally.hpp"

namespace scrutin {

// Names that voters write in. They are for officials alone, who decide after
// the close whom each spelling counts for; what they do not decide about comes
// out as one number.

/// What a spelling is called in logs and commands: 16 hexadecimal digits of a
/// SHA-256 over its contest and its bytes.
std::string write_in_id_of(contest_id contest, std::string_view name);

/// A name as it was typed, with one blank between its words and none around it.
/// @returns `malformed` for one that is empty, too long, not UTF-8, or has
/// control characters or nine digits in a row.
result<std::string> tidied_name(std::string_view typed);

/// Whether a selection is a name that was written in.
bool is_write_in(std::string_view canonical);

/// What a selection counts as: a name that was merged is a choice of that
/// candidate; any other loses what it says. Every other selection stays as it
/// is.
std::string counted_as(contest_id contest, const std::string& canonical,
                       const std::vector<write_in_merge>& merged);

/// A tally of selections as they count. Cost: one hash a distinct name.
tally counted_as(contest_id contest, const tally& votes,
                 const std::vector<write_in_merge>& merged);

/// How often a name was written in.
struct write_in_count {
  region_id region;
  std::string name;
  std::uint64_t votes = 0;
};

/// The names in a tally, most votes first, then by their bytes.
std::vector<write_in_count> written_names(region_id region, const tally& votes);

} // namespace scrutin
