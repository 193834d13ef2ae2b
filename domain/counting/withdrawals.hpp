#pragma once

#include "domain/counting/ballot_papers.hpp"
#include "domain/counting/count.hpp"
#include "domain/counting/count_terms.hpp"

namespace scrutin {

// Candidates who have withdrawn. They are taken out of terms and ballots before
// anything is counted, so that no method has to know of them, and put back into
// the count without a vote.

/// Whether somebody has withdrawn whose votes do not stand.
bool leaves_out_withdrawn(const count_terms& terms);

/// The terms of a ballot without them.
count_terms without_withdrawn(const count_terms& terms);

/// The papers of such a ballot: its positions are those of
/// `without_withdrawn(terms)`. Under `votes_void` a mark for who has withdrawn
/// is taken away, and a ranking ends before the rank that holds one; under
/// `next_preference` rankings close up as if it had never been there. What has
/// no mark left afterwards is among `withdrawn`. Cost: each mark is looked at
/// once.
/// @param papers: before the rules for ballots are applied.
ballot_papers without_withdrawn(const count_terms& terms,
                                const ballot_papers& papers);

/// Puts those who have withdrawn back where they stand on the ballot.
/// @param counted: by `without_withdrawn(terms)`.
contest_count with_withdrawn(const count_terms& terms, contest_count counted);

} // namespace scrutin
