#pragma once

#include <optional>
#include <string_view>

#include "edge/strict_request.hpp"

namespace scrutin::edge {

// What a client would rather have. Source: RFC 9110, sections 12.4.2 and 12.5.

/// Cuts off what lies before `mark`, or everything, without blanks around it.
std::string_view take_until(std::string_view& from, char mark);

/// The value of `q=`, in thousandths: 1000 where there is none, 0 for a weight
/// that is none.
unsigned quality_of(std::string_view weight);

/// How much a client wants a type; 0: not at all.
/// @param accept: the value of Accept; empty: everything.
/// @param type: such as `text/csv`.
unsigned quality_of_type(std::string_view accept, std::string_view type);

/// Whether a table is wanted as CSV rather than JSON: by `?format=`, else by
/// Accept.
/// @returns nothing where `format` is neither.
std::optional<bool> wants_csv(const request_head& head);

} // namespace scrutin::edge
