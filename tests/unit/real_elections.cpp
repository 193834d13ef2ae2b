// Goal: the count agrees with elections that were held, recomputed by others.
// Method: every row of expected.csv beside PrefLib's files.
#define CAF_SUITE real_elections
#include "caf/test/unit_test.hpp"

#include <fstream>
#include <iostream>
#include <sstream>

#include "tests/fixtures/elections.hpp"
#include "tests/fixtures/preflib.hpp"

using namespace scrutin;
using namespace scrutin::fixtures;

namespace {

struct expectation {
  std::string file, title;
  std::uint64_t ballots = 0, options = 0;
  std::string winner;
  std::uint64_t winner_votes = 0;
  std::string runner_up;
  std::uint64_t runner_up_votes = 0, rounds = 0;
  std::string plurality_winner;
  std::string condorcet_winner;
};

// Commas stand in no field of the file.
std::vector<expectation> read_expected(const std::filesystem::path& file) {
  std::vector<expectation> rows;
  std::ifstream in{file};
  std::string line;
  std::getline(in, line);
  while (std::getline(in, line)) {
    std::vector<std::string> fields;
    std::istringstream cells{line};
    for (std::string field; std::getline(cells, field, ',');) {
      fields.push_back(field);
    }
    auto number = [&](std::size_t i) { return std::stoull(fields.at(i)); };
    rows.push_back({fields.at(0), fields.at(1), number(2), number(3),
                    fields.at(4), number(5), fields.at(6), number(7), number(8),
                    fields.at(9), fields.at(10)});
  }
  return rows;
}

// What ranked ballots would be where only first preferences count.
election as_ranked(const preflib_contest& x) {
  auto rules = runoff();
  rules.overvotes = overvote_rule::exhaust;
  rules.skipped_ranks = skipped_rank_rule::skip;
  auto held = ranked(static_cast<std::uint32_t>(x.options.size()), rules);
  return held;
}

void check(const expectation& row, const preflib_contest& held) {
  CAF_MESSAGE(row.file << ": " << row.title);
  auto count = count_of(as_ranked(held), held.votes);
  CAF_CHECK_EQUAL(held.title, row.title);
  CAF_CHECK_EQUAL(held.options.size(), row.options);
  CAF_CHECK_EQUAL(count.ballots, row.ballots);
  CAF_CHECK_EQUAL(count.blank, held.blank);
  CAF_CHECK_EQUAL(count.rounds.size(), row.rounds);
  CAF_REQUIRE(count.leader());
  CAF_CHECK_EQUAL(held.options.at(count.winners.at(0).value), row.winner);
  CAF_CHECK_EQUAL(count.margin, row.winner_votes - row.runner_up_votes);
  auto last = count.rounds.back().votes;
  std::sort(last.begin(), last.end(),
            [](const auto& a, const auto& b) { return a.votes > b.votes; });
  CAF_CHECK_EQUAL(last.at(0).votes, row.winner_votes);
  CAF_CHECK_EQUAL(last.at(1).votes, row.runner_up_votes);
  CAF_CHECK_EQUAL(held.options.at(last.at(1).option.value), row.runner_up);
  auto first = std::max_element(
    count.votes.begin(), count.votes.end(),
    [](const auto& a, const auto& b) { return a.votes < b.votes; });
  CAF_CHECK_EQUAL(held.options.at(first->option.value), row.plurality_winner);
}

// The first preferences alone, as a plurality vote would have had them.
contest_count count_first_preferences(const preflib_contest& held) {
  auto by_rank = as_ranked(held);
  auto terms = terms_of(by_rank, by_rank.contests.front());
  auto papers = apply_ballot_rules(terms, read_papers(terms, held.votes));
  CAF_REQUIRE(papers);
  tally votes;
  votes.add(to_canonical(blank_choice{}), papers->blank);
  for (const auto& paper : papers->papers) {
    auto first = papers->marks[paper.first];
    votes.add(first == ballot_papers::end_of_paper
                ? to_canonical(blank_choice{})
                : to_canonical(single_choice{terms.options[first]}),
              paper.ballots);
  }
  return count_of(single(static_cast<std::uint32_t>(held.options.size())),
                  votes);
}

// Each overvote ends its ballot, as in expected.csv.
void check_other_methods(const expectation& row, const preflib_contest& held) {
  auto plurality = count_first_preferences(held);
  CAF_CHECK_EQUAL(plurality.ballots, row.ballots);
  CAF_REQUIRE(plurality.leader());
  CAF_CHECK_EQUAL(held.options.at(plurality.leader()->value),
                  row.plurality_winner);
  for (auto method :
       {counting_method::schulze, counting_method::ranked_pairs}) {
    auto rules = as_ranked(held);
    rules.method = method;
    rules.counting.ties = tie_rule::unresolved;
    auto count = count_of(rules, held.votes);
    CAF_REQUIRE(count.leader());
    CAF_CHECK_EQUAL(held.options.at(count.leader()->value),
                    row.condorcet_winner);
    CAF_CHECK(count.ties.empty());
    // Who beats everyone does so by at least one ballot.
    CAF_CHECK(count.margin > 0);
  }
}

} // namespace

CAF_TEST(elections that were held come out as they were recomputed) {
  auto folder = preflib_folder();
  if (!folder) {
    std::cout << "SKIPPED: real_elections: no PrefLib data in ../shared/data "
                 "or $SCRUTIN_TEST_DATA\n";
    CAF_CHECK(!folder);
    return;
  }
  auto rows = read_expected(*folder / "expected.csv");
  CAF_REQUIRE(!rows.empty());
  for (const auto& row : rows) {
    auto held = read_preflib(*folder / row.file);
    CAF_REQUIRE(held);
    check(row, *held);
    check_other_methods(row, *held);
  }
}
