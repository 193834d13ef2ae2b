// Goal: by every method, what is written in each format that can say it counts
// as the ballot box does. Method: random ballots of each style, with seats for
// several where the method has them.
#define CAF_SUITE exported_ballots
#include "cli/exported_ballots.hpp"

#include <algorithm>
#include <iostream>
#include <random>
#include <sstream>

#include "caf/test/unit_test.hpp"

#include "cli/count/count_report.hpp"
#include "domain/selection.hpp"
#include "interchange/ballot_file.hpp"
#include "sample_election.hpp"

using namespace scrutin;

namespace {

constexpr std::uint32_t options = 5;

// Ids that are not places on the ballot.
option_id id_of(std::uint32_t place) {
  return {place % 2 == 0 ? 90 - place : 10 + place};
}

bool fills_several(counting_method x) {
  auto rules = default_rules(x);
  rules.ties = tie_rule::ballot_order;
  return bool{check_rules(x, rules, 2)};
}

election election_by(counting_method method) {
  election x;
  x.id = {3};
  x.code = "E3";
  x.name = {"Élection", "Election"};
  x.kind = election_kind::municipal;
  x.method = method;
  x.counting = default_rules(method);
  x.counting.ties = tie_rule::ballot_order;
  x.release_step_ballots = 10;
  x.regions.push_back({{4}, "r", {"Ville", "Town"}});
  contest where;
  where.region = {4};
  where.seats = fills_several(method) ? 2 : 1;
  for (std::uint32_t i = 0; i < options; ++i) {
    where.options.push_back({id_of(i), "", {"N" + std::to_string(i), ""}, ""});
  }
  x.contests.push_back(where);
  return x;
}

selection drawn(ballot_style style, std::mt19937& random) {
  auto place = [&] { return id_of(random() % options); };
  switch (style) {
  case ballot_style::one:
    return single_choice{place()};
  case ballot_style::set: {
    option_set x;
    x.options.push_back(place());
    if (auto more = place(); !(more == x.options.front())) {
      x.options.push_back(more);
    }
    return x;
  }
  case ballot_style::ranking: {
    ranking x;
    std::vector<std::uint32_t> places{0, 1, 2, 3, 4};
    std::shuffle(places.begin(), places.end(), random);
    places.resize(1 + random() % options);
    for (auto at : places) {
      x.ranks.push_back({id_of(at)});
    }
    return x;
  }
  case ballot_style::scores: {
    score_list x;
    for (std::uint32_t i = 0; i < options; ++i) {
      x.scores.push_back({id_of(i), static_cast<std::uint32_t>(random() % 6)});
    }
    x.scores.front().score = 1;
    return x;
  }
  }
  return blank_choice{};
}

recounted_contest cast_by(const election& in, std::mt19937& random) {
  recounted_contest x{{4}, {}, 400};
  for (int i = 0; i < 300; ++i) {
    auto said = drawn(style_of(in.method), random);
    CAF_REQUIRE(validate(said, in, in.contests.front()));
    x.votes.add(to_canonical(said));
  }
  x.votes.add(to_canonical(blank_choice{}), 7);
  return x;
}

ballot_format read_as(export_format x) {
  return x == export_format::cdf   ? ballot_format::cdf
         : x == export_format::csv ? ballot_format::csv
         : x == export_format::blt ? ballot_format::blt
                                   : ballot_format::preflib;
}

// Without names, which a format may lack.
std::string said_of(counted_contest x) {
  x.title.clear();
  x.names.assign(x.terms.options.size(), "");
  return count_json(x);
}

} // namespace

CAF_TEST(by every method each format counts as the box does) {
  auto seed = std::random_device{}();
  std::cout << "seed " << seed << std::endl;
  std::mt19937 random{seed};
  std::ostringstream ignored;
  terminal at{ignored, ignored};
  std::size_t compared = 0;
  for (auto method : all_counting_methods()) {
    auto in = election_by(method);
    auto x = cast_by(in, random);
    auto counted = count_again(in, x);
    CAF_REQUIRE(counted);
    auto expected = said_of(*counted);
    for (auto format : {export_format::cdf, export_format::csv,
                        export_format::blt, export_format::preflib}) {
      ballot_export how;
      how.format = format;
      how.random = seeded_random(seed);
      auto papers = papers_for_export(in, x, how);
      std::ostringstream out;
      auto done = write_ballots(out, at, in, x, papers, how);
      auto is_scores = style_of(method) == ballot_style::scores;
      if (!done) {
        CAF_CHECK(is_scores);
        CAF_CHECK(done.failure().code == ec::wrong_method);
        continue;
      }
      ballot_reading reading;
      reading.style = style_of(method);
      auto file = read_ballots(out.str(), read_as(format), reading, "file");
      CAF_REQUIRE(file);
      auto elsewhere = *counted;
      auto count = count_papers(elsewhere.terms, file->papers);
      CAF_REQUIRE(count);
      elsewhere.count = *count;
      CAF_CHECK_EQUAL(said_of(elsewhere), expected);
      ++compared;
    }
  }
  // Two methods have scores, which two formats cannot say.
  CAF_CHECK_EQUAL(compared, 36u);
}

CAF_TEST(who could be recognised is counted where there is anything to tell) {
  std::mt19937 random{5};
  ballot_export how;
  auto risk_by = [&](counting_method method, std::size_t standing) {
    auto in = election_by(method);
    in.contests.front().options.resize(options);
    auto x = cast_by(in, random);
    auto papers = papers_for_export(in, x, how);
    in.contests.front().options.resize(standing);
    return risk_of(in, papers);
  };
  auto ranked = risk_by(counting_method::instant_runoff, 5);
  CAF_CHECK(ranked.of_few > 0);
  CAF_CHECK(ranked.alone <= ranked.of_few);
  CAF_CHECK_EQUAL(ranked.ballots, 307u);
  CAF_CHECK_EQUAL(ranked.few, 10u);
  CAF_CHECK(risk_by(counting_method::score, 5).of_few > 0);
  CAF_CHECK_EQUAL(risk_by(counting_method::plurality, 5).of_few, 0u);
  // Ranks that are skipped or shared tell voters of few options apart, too.
  CAF_CHECK(risk_by(counting_method::instant_runoff, 3).of_few > 0);
}
