#include "interchange/ballot_writers.hpp"

namespace scrutin {

ballot_order order_of(const ballot_papers& papers) {
  return [&papers, paper = std::size_t{0},
          told = std::uint64_t{0}]() mutable -> std::optional<std::size_t> {
    auto ballots = [&] {
      return paper < papers.papers.size() ? papers.papers[paper].ballots
                                          : papers.blank;
    };
    while (told == ballots()) {
      if (paper == papers.papers.size()) {
        return std::nullopt;
      }
      ++paper;
      told = 0;
    }
    ++told;
    return paper;
  };
}

} // namespace scrutin
