#pragma once

#include "domain/write_ins.hpp"
#include "protocol/administration.hpp"

namespace scrutin {

/// Names that voters wrote in, with what was decided of them: by region in the
/// order of the definition, most votes first.
admin_answer write_in_list(election_id election, const final_counts& counts,
                           const merged_names_by_region& merged);

} // namespace scrutin
