#pragma once

#include <optional>
#include <vector>

#include "domain/selection.hpp"
#include "edge/strict_json.hpp"

namespace scrutin::edge {

/// Reads `candidate_id`, `ranked_choices` or `selection`, exactly one of them.
/// @returns nothing after refusing fields.
std::optional<selection> read_choice(field_reader& fields,
                                     std::vector<field_error>& wrong);

} // namespace scrutin::edge
