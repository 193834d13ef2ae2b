#include "domain/counting/whole_ballots.hpp"

#include <algorithm>

#include "domain/cryptography.hpp"

namespace scrutin {

namespace {

__extension__ using wide = unsigned __int128;

// What two papers say, compared mark by mark.
bool says_less(const std::vector<ballot_position>& marks, std::size_t x,
               std::size_t y) {
  while (marks[x] == marks[y] && marks[x] != ballot_papers::end_of_paper) {
    ++x;
    ++y;
  }
  return marks[x] < marks[y];
}

sha256_hash lot_of_paper(const std::vector<ballot_position>& marks,
                         std::size_t at, const std::string& seed) {
  auto text = seed + "|";
  for (; marks[at] != ballot_papers::end_of_paper; ++at) {
    text += std::to_string(marks[at]) + ",";
  }
  return sha256(text);
}

} // namespace

std::vector<ballot_papers::paper>
merged_papers(const std::vector<ballot_position>& marks,
              std::vector<ballot_papers::paper> papers) {
  std::sort(papers.begin(), papers.end(), [&](const auto& a, const auto& b) {
    return says_less(marks, a.first, b.first);
  });
  std::vector<ballot_papers::paper> merged;
  for (const auto& paper : papers) {
    if (!merged.empty()
        && !says_less(marks, merged.back().first, paper.first)) {
      merged.back().ballots += paper.ballots;
    } else {
      merged.push_back(paper);
    }
  }
  return merged;
}

std::vector<std::uint64_t>
share_out(const std::vector<ballot_papers::paper>& pile, std::uint64_t wanted,
          const std::vector<ballot_position>& marks, const std::string& seed) {
  std::uint64_t all = 0;
  for (const auto& paper : pile) {
    all += paper.ballots;
  }
  std::vector<std::uint64_t> taken;
  if (all <= wanted) {
    for (const auto& paper : pile) {
      taken.push_back(paper.ballots);
    }
    return taken;
  }
  struct fraction {
    std::uint64_t rest;
    std::size_t place;
    sha256_hash lot;
  };
  std::vector<fraction> fractions;
  auto left = wanted;
  for (std::size_t i = 0; i < pile.size(); ++i) {
    auto product = wide{pile[i].ballots} * wanted;
    taken.push_back(static_cast<std::uint64_t>(product / all));
    left -= taken.back();
    auto rest = static_cast<std::uint64_t>(product % all);
    if (rest > 0) {
      fractions.push_back({rest, i, lot_of_paper(marks, pile[i].first, seed)});
    }
  }
  std::sort(fractions.begin(), fractions.end(),
            [](const auto& a, const auto& b) {
              return a.rest != b.rest ? a.rest > b.rest : a.lot < b.lot;
            });
  for (std::size_t i = 0; i < left; ++i) {
    ++taken[fractions[i].place];
  }
  return taken;
}

} // namespace scrutin
