#include "interchange/gathered_papers.hpp"

#include <algorithm>
#include <utility>

namespace scrutin {

namespace {

constexpr auto end_of_paper = ballot_papers::end_of_paper;
constexpr auto skipped = ballot_papers::skipped;

// Copies the marks of a ranking up to the last within its first ranks.
void append_ranks(std::vector<ballot_position>& to, const ballot_papers& from,
                  std::size_t at, std::size_t ranks_max) {
  std::size_t rank = 0;
  auto end = to.size();
  for (; from.marks[at] != end_of_paper; ++at) {
    auto mark = from.marks[at];
    auto shares = mark != skipped && (mark & ballot_papers::with_previous) != 0;
    rank += shares ? 0 : 1;
    if (rank > ranks_max) {
      break;
    }
    to.push_back(mark);
    end = mark == skipped ? end : to.size();
  }
  to.resize(end);
}

void append_all(std::vector<ballot_position>& to, const ballot_papers& from,
                std::size_t at) {
  for (; from.marks[at] != end_of_paper; ++at) {
    to.push_back(from.marks[at]);
  }
}

// How two papers compare by their marks: below, at or above 0. The end of a
// paper is above every mark.
int compare(const ballot_papers& x, std::size_t a, std::size_t b) {
  while (x.marks[a] == x.marks[b] && x.marks[a] != end_of_paper) {
    ++a;
    ++b;
  }
  return int{x.marks[a]} - int{x.marks[b]};
}

} // namespace

ballot_papers gather(const ballot_papers& papers, ballot_style style,
                     std::uint32_t ranks_max) {
  ballot_papers all;
  all.blank = papers.blank;
  all.marks.reserve(papers.marks.size());
  for (const auto& paper : papers.papers) {
    auto first = all.marks.size();
    if (style == ballot_style::ranking) {
      append_ranks(all.marks, papers, paper.first,
                   ranks_max == 0 ? SIZE_MAX : ranks_max);
    } else {
      append_all(all.marks, papers, paper.first);
    }
    if (all.marks.size() == first) {
      all.blank += paper.ballots;
    } else {
      all.add(first, paper.ballots);
    }
  }
  std::sort(all.papers.begin(), all.papers.end(),
            [&](const auto& a, const auto& b) {
              return compare(all, a.first, b.first) < 0;
            });
  std::vector<ballot_papers::paper> gathered;
  for (const auto& paper : all.papers) {
    if (!gathered.empty()
        && compare(all, gathered.back().first, paper.first) == 0) {
      gathered.back().ballots += paper.ballots;
    } else {
      gathered.push_back(paper);
    }
  }
  std::stable_sort(
    gathered.begin(), gathered.end(),
    [](const auto& a, const auto& b) { return a.ballots > b.ballots; });
  all.papers = std::move(gathered);
  return all;
}

std::uint64_t ballots_of_few(const ballot_papers& gathered,
                             std::uint64_t voters) {
  std::uint64_t sum = 0;
  for (const auto& paper : gathered.papers) {
    sum += paper.ballots < voters ? paper.ballots : 0;
  }
  return sum;
}

} // namespace scrutin
