#include <algorithm>
#include <ostream>

#include "interchange/ballot_writers.hpp"
#include "interchange/paper_ranks.hpp"
#include "interchange/written_names.hpp"

// Sources: see blt.cpp.

namespace scrutin {

namespace {

// The format knows no quotes in quotes.
std::string quoted(std::string_view name) {
  auto text = on_one_line(name);
  std::replace(text.begin(), text.end(), '"', '\'');
  return '"' + text + '"';
}

} // namespace

result<void> write_blt(std::ostream& out, const written_contest& contest,
                       const ballot_papers& papers) {
  if (auto done = check_written(contest); !done) {
    return done;
  }
  auto style = style_of(contest.method);
  if (style == ballot_style::scores) {
    return error{ec::wrong_method,
                 "BLT holds rankings, not scores; take csv or cdf"};
  }
  out << contest.options.size() << ' ' << contest.seats << "\n";
  for (const auto& paper : papers.papers) {
    out << paper.ballots;
    each_rank(papers, paper.first, style, [&](const rank_options& rank) {
      out << (rank.empty() ? " -" : "");
      char before = ' ';
      for (auto option : rank) {
        out << before << option + 1;
        before = '=';
      }
    });
    out << " 0\n";
  }
  if (papers.blank > 0) {
    out << papers.blank << " 0\n";
  }
  out << "0\n";
  for (const auto& name : contest.options) {
    out << quoted(name) << "\n";
  }
  auto title = contest.title;
  if (contest.ranks_kept != 0) {
    title += " (" + cut_note(contest) + ")";
  }
  out << quoted(title) << "\n";
  return {};
}

} // namespace scrutin
