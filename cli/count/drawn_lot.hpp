#pragma once

#include "domain/counting/count_terms.hpp"

namespace scrutin {

/// Whether the order that an official drew may be entered into a count.
/// @returns `bad_configuration` where one is entered and ties go otherwise.
result<void> check_drawn(const count_terms& terms);

/// What to do about a tie that a count has left open.
const char* advice_on_tie(const counting_rules& rules);

} // namespace scrutin
