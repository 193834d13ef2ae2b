#include "cli/exported_ballots.hpp"

#include <algorithm>
#include <memory>
#include <utility>

#include "cli/progress_bar.hpp"
#include "domain/ballot_shuffle.hpp"
#include "interchange/ballot_writers.hpp"
#include "interchange/gathered_papers.hpp"

namespace scrutin {

namespace {

constexpr std::uint64_t ballots_a_look = 4096;

written_contest written(const election& in, const recounted_contest& counted,
                        const ballot_export& how) {
  const auto& where = *in.find_contest(counted.region);
  written_contest x;
  x.title = title_of(in, counted);
  for (const auto& option : where.options) {
    x.options.push_back(option.name.fr);
  }
  x.seats = where.seats;
  x.method = in.method;
  x.is_question = in.is_referendum();
  x.ranks_kept = how.ranks_kept;
  x.election = in.code;
  x.region = region_names_of(in, counted);
  x.written_at_ms = how.written_at_ms;
  return x;
}

// A random order, and how far it is.
ballot_order shuffled(const ballot_papers& papers, const random_source& random,
                      progress_bar& bar) {
  std::vector<std::uint64_t> piles;
  for (const auto& paper : papers.papers) {
    piles.push_back(paper.ballots);
  }
  piles.push_back(papers.blank);
  auto shuffle = std::make_shared<ballot_shuffle>(piles, random);
  return [shuffle, &bar, all = shuffle->left()] {
    auto done = all - shuffle->left();
    if (done % ballots_a_look == 0) {
      bar.update(done, done);
    }
    return shuffle->next();
  };
}

} // namespace

ballot_papers papers_for_export(const election& in, const recounted_contest& x,
                                const ballot_export& how) {
  auto terms = terms_of(in, *in.find_contest(x.region));
  auto papers = read_papers(terms, x.votes);
  // No file has a place for a name that nobody is told.
  papers.blank += std::exchange(papers.written_in, 0);
  return gather(papers, style_of(in.method), how.ranks_kept);
}

export_risk risk_of(const election& in, const ballot_papers& papers) {
  export_risk risk;
  risk.ballots = papers.ballots();
  risk.few = std::max<std::uint64_t>(in.release_step_ballots, 2);
  if (style_of(in.method) == ballot_style::one) {
    return risk;
  }
  risk.of_few = ballots_of_few(papers, risk.few);
  risk.alone = ballots_of_few(papers, 2);
  return risk;
}

result<void> write_ballots(std::ostream& out, const terminal& at,
                           const election& in, const recounted_contest& x,
                           const ballot_papers& papers,
                           const ballot_export& how) {
  auto contest = written(in, x, how);
  if (how.format == export_format::blt) {
    return write_blt(out, contest, papers);
  }
  if (how.format == export_format::preflib) {
    return write_preflib(out, contest, papers);
  }
  progress_bar bar{at, "writing ballots", "ballots", papers.ballots()};
  auto order = shuffled(papers, how.random, bar);
  auto done = how.format == export_format::cdf
                ? write_cdf(out, contest, papers, order)
                : write_csv(out, contest, papers, order);
  bar.finish();
  return done;
}

} // namespace scrutin
