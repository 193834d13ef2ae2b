#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "domain/course/election_course.hpp"
#include "domain/ids.hpp"
#include "domain/tally.hpp"
#include "domain/written_name.hpp"

namespace scrutin {

// Names that voters write in. They are for officials alone, who decide after
// the close whom each spelling counts for; what they do not decide about comes
// out as one number.

/// What a selection counts as: a name that was merged is a choice of that
/// candidate; any other loses what it says. Every other selection stays as it
/// is.
std::string counted_as(contest_id contest, const std::string& canonical,
                       const std::vector<write_in_merge>& merged);

/// A tally of selections as they count. Cost: one hash a distinct name.
tally counted_as(contest_id contest, const tally& votes,
                 const std::vector<write_in_merge>& merged);

/// Decisions about names, by region.
using merged_names_by_region = std::map<region_id, std::vector<write_in_merge>>;

/// How often a name was written in.
struct write_in_count {
  region_id region;
  std::string name;
  std::uint64_t votes = 0;
};

/// The names in a tally, most votes first, then by their bytes.
std::vector<write_in_count> written_names(region_id region, const tally& votes);

} // namespace scrutin
