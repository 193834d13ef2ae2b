#pragma once

#include <optional>
#include <vector>

#include "domain/selection.hpp"
#include "edge/strict_json.hpp"

namespace scrutin::edge {

/// What the fields of a ballot say.
struct read_selection {
  selection choice;
  /// A kind that the API knows and no method here counts: a write-in.
  bool foreign = false;
};

/// Reads `candidate_id`, `ranked_choices` or `selection`, exactly one of them.
/// @returns nothing after refusing fields.
std::optional<read_selection> read_choice(field_reader& fields,
                                          std::vector<field_error>& wrong);

/// A selection that validate() refuses in every contest.
selection impossible_selection();

} // namespace scrutin::edge
