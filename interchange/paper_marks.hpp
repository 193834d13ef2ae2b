#pragma once

#include <cstddef>
#include <utility>

#include "domain/counting/ballot_papers.hpp"

namespace scrutin {

/// Calls `visit(rank, option)` for every mark of a ranking, ranks from 1;
/// empty ranks are passed over.
/// @param at: where its paper begins.
template <class Visit>
void each_mark(const ballot_papers& papers, std::size_t at, Visit&& visit) {
  std::size_t rank = 0;
  for (; papers.marks[at] != ballot_papers::end_of_paper; ++at) {
    auto mark = papers.marks[at];
    auto shares = mark != ballot_papers::skipped
                  && (mark & ballot_papers::with_previous) != 0;
    rank += shares ? 0 : 1;
    if (mark != ballot_papers::skipped) {
      visit(rank,
            static_cast<ballot_position>(mark & ~ballot_papers::with_previous));
    }
  }
}

} // namespace scrutin
