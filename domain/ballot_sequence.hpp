#pragma once

#include <vector>

#include "domain/election.hpp"
#include "domain/ids.hpp"

namespace scrutin {

/// The options of a contest in the order in which voters are shown them,
/// without candidates whose names have to be written in. For `rotated`, the
/// order that others begin at different places of.
///
/// Alphabetical: by `sort_name`, else the French name, compared letter by
/// letter without case and accents (É as e, Ç as c, Œ as oe); hyphens are
/// spaces, apostrophes nothing. It hangs on no locale, so that every node shows
/// the same. Drawn: by lot, the highest first, from the text
/// `seed|order|election|region|option`; see lot_of().
std::vector<const contest_option*> shown_order(const election& in,
                                               const contest& where);

/// The same, as one voter is shown it: a rotated ballot begins at the place
/// that a hash of the tag and the contest gives. Always the same for the same
/// voter, on every node, and kept nowhere; nobody without the election's key
/// can tell a voter by it.
std::vector<const contest_option*> shown_order(const election& in,
                                               const contest& where,
                                               const credential_tag& voter);

/// What an alphabetical order compares of a name.
std::string sort_key(const std::string& name);

} // namespace scrutin
