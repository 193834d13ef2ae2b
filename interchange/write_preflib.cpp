#include <ostream>

#include "interchange/ballot_writers.hpp"
#include "interchange/paper_ranks.hpp"
#include "interchange/written_names.hpp"

// Source: https://preflib.github.io/PrefLib-Jekyll/format

namespace scrutin {

namespace {

void write_paper(std::ostream& out, const ballot_papers& papers, std::size_t at,
                 ballot_style style) {
  const char* between = " ";
  each_rank(papers, at, style, [&](const rank_options& rank) {
    out << between;
    between = ",";
    if (rank.size() == 1) {
      out << rank.front() + 1;
      return;
    }
    const char* brace = "{";
    for (auto option : rank) {
      out << brace << option + 1;
      brace = ",";
    }
    out << (rank.empty() ? "{}" : "}");
  });
  out << "\n";
}

} // namespace

result<void> write_preflib(std::ostream& out, const written_contest& contest,
                           const ballot_papers& papers) {
  if (auto done = check_written(contest); !done) {
    return done;
  }
  auto style = style_of(contest.method);
  if (style == ballot_style::scores) {
    return error{ec::wrong_method,
                 "PrefLib's format holds rankings, not scores; take csv or "
                 "cdf"};
  }
  auto title = on_one_line(contest.title);
  out << "# TITLE: " << title << "\n# DESCRIPTION: " << cut_note(contest);
  out << "\n# DATA TYPE: toi\n# MODIFICATION TYPE: "
      << (contest.ranks_kept != 0 ? "induced" : "original")
      << "\n# NUMBER ALTERNATIVES: " << contest.options.size()
      << "\n# NUMBER VOTERS: " << papers.ballots()
      << "\n# NUMBER UNIQUE ORDERS: "
      << papers.papers.size() + (papers.blank > 0 ? 1 : 0) << "\n";
  std::size_t number = 0;
  for (const auto& name : contest.options) {
    out << "# ALTERNATIVE NAME " << ++number << ": " << on_one_line(name)
        << "\n";
  }
  for (const auto& paper : papers.papers) {
    out << paper.ballots << ":";
    write_paper(out, papers, paper.first, style);
  }
  if (papers.blank > 0) {
    out << papers.blank << ":\n";
  }
  return {};
}

} // namespace scrutin
