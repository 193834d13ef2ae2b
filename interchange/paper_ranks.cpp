#include "interchange/paper_ranks.hpp"

#include "interchange/paper_marks.hpp"

namespace scrutin {

void each_rank(const ballot_papers& papers, std::size_t at, ballot_style style,
               const std::function<void(const rank_options&)>& visit) {
  rank_options options;
  std::size_t last = 0;
  each_mark(papers, at, [&](std::size_t rank, ballot_position option) {
    // The marks of a set are not ranks apart.
    auto now = style == ballot_style::set ? 1 : rank;
    if (now != last && last != 0) {
      visit(options);
    }
    if (now != last) {
      options.clear();
    }
    for (auto empty = last + 1; empty < now; ++empty) {
      visit(options);
    }
    last = now;
    options.push_back(option);
  });
  if (last != 0) {
    visit(options);
  }
}

} // namespace scrutin
