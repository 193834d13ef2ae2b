// Goal: each rule for ballots leaves of a paper what it says. Method: papers
// before and after, by every word of every rule and where two meet.
#define CAF_SUITE ballot_rules
#include "caf/test/unit_test.hpp"

#include "tests/fixtures/ballots.hpp"

using namespace scrutin;
using namespace scrutin::fixtures;

namespace {

using method = counting_method;
using over = overvote_rule;
using skips = skipped_rank_rule;
using again = repeated_option_rule;

// As the fixtures write papers: `(AB)` for a rank that options share.
std::string shown(const ballot_papers& x, std::size_t paper = 0) {
  std::string text;
  const auto& marks = x.marks;
  auto shares = [&](std::size_t i) {
    return marks[i] < ballot_papers::skipped
           && (marks[i] & ballot_papers::with_previous) != 0;
  };
  for (auto at = x.papers.at(paper).first;
       marks[at] != ballot_papers::end_of_paper; ++at) {
    if (marks[at] == ballot_papers::skipped) {
      text += '-';
      continue;
    }
    text += !shares(at) && shares(at + 1) ? "(" : "";
    text +=
      static_cast<char>('A' + (marks[at] & ~ballot_papers::with_previous));
    text += shares(at) && !shares(at + 1) ? ")" : "";
  }
  return text;
}

struct ranked_rules {
  over overvotes = over::refuse;
  skips skipped = skips::refuse;
  again repeats = again::refuse;
  std::uint32_t ranks_max = 0;
};

// What is left of a ranking, or why it is refused.
std::string left(const ranked_rules& rules, const std::string& ranks) {
  auto how = terms(method::schulze, 5);
  how.rules.overvotes = rules.overvotes;
  how.rules.skipped_ranks = rules.skipped;
  how.rules.repeats = rules.repeats;
  how.rules.ranks_max = rules.ranks_max;
  auto x = apply_ballot_rules(how, papers_of(std::vector<letters>{{1, ranks}}));
  if (!x) {
    CAF_CHECK(x.failure().code == ec::malformed);
    return x.failure().detail;
  }
  return shown(*x);
}

} // namespace

// -- one rule at a time -------------------------------------------------------

CAF_TEST(a ballot that marks each rank once is left as it is) {
  CAF_CHECK_EQUAL(left({}, "BAC"), "BAC");
  CAF_CHECK_EQUAL(
    left({over::exhaust, skips::exhaust_at_one, again::exhaust}, "BAC"), "BAC");
}

CAF_TEST(a rank of several options is read by the rule for overvotes) {
  CAF_CHECK_EQUAL(left({over::refuse}, "A(BC)D"),
                  "a rank names more than one option on paper 1");
  CAF_CHECK_EQUAL(left({over::exhaust}, "A(BC)D"), "A");
  CAF_CHECK_EQUAL(left({over::skip}, "A(BC)D"), "AD");
  CAF_CHECK_EQUAL(left({over::equal}, "A(BC)D"), "A(BC)D");
  CAF_CHECK_EQUAL(left({over::equal}, "(ABC)"), "(ABC)");
  CAF_CHECK_EQUAL(left({over::skip}, "(AB)"), "");
}

CAF_TEST(an empty rank is read by the rule for skipped ranks) {
  CAF_CHECK_EQUAL(left({over::refuse, skips::refuse}, "A-B"),
                  "a rank is skipped on paper 1");
  CAF_CHECK_EQUAL(left({over::refuse, skips::skip}, "A-B--C"), "ABC");
  CAF_CHECK_EQUAL(left({over::refuse, skips::exhaust_at_one}, "A-B"), "A");
  CAF_CHECK_EQUAL(left({over::refuse, skips::exhaust_at_one}, "-A"), "");
  CAF_CHECK_EQUAL(left({over::refuse, skips::exhaust_at_two}, "A-B--C"), "AB");
  // Two that are not in a row end nothing.
  CAF_CHECK_EQUAL(left({over::refuse, skips::exhaust_at_two}, "A-B-C"), "ABC");
  CAF_CHECK_EQUAL(left({over::refuse, skips::exhaust_at_two}, "--A"), "");
}

CAF_TEST(a further rank of an option is read by the rule for repeats) {
  CAF_CHECK_EQUAL(left({over::refuse, skips::refuse, again::refuse}, "ABA"),
                  "an option is ranked twice on paper 1");
  CAF_CHECK_EQUAL(left({over::refuse, skips::refuse, again::skip}, "ABAC"),
                  "ABC");
  CAF_CHECK_EQUAL(left({over::refuse, skips::refuse, again::exhaust}, "ABAC"),
                  "AB");
}

CAF_TEST(ranks beyond those allowed are refused) {
  ranked_rules three{over::skip, skips::skip, again::skip, 3};
  CAF_CHECK_EQUAL(left(three, "ABC"), "ABC");
  CAF_CHECK_EQUAL(left(three, "ABCD"), "more than 3 ranks on paper 1");
  // A skipped rank is a rank, and so is one that says nothing.
  CAF_CHECK_EQUAL(left(three, "A--B"), "more than 3 ranks on paper 1");
  CAF_CHECK_EQUAL(left(three, "AAAB"), "more than 3 ranks on paper 1");
  CAF_CHECK_EQUAL(left(three, "(AB)(CD)E"), "E");
  ranked_rules any{over::skip, skips::skip, again::skip, 0};
  CAF_CHECK_EQUAL(left(any, "------A"), "A");
}

// -- where two rules meet -----------------------------------------------------

CAF_TEST(an overvoted rank is marked and ends a run of skipped ones) {
  CAF_CHECK_EQUAL(left({over::skip, skips::exhaust_at_two}, "A-(BC)-D"), "AD");
  CAF_CHECK_EQUAL(left({over::equal, skips::exhaust_at_two}, "-(AB)-C"),
                  "(AB)C");
}

CAF_TEST(a repeated option is no skipped rank) {
  CAF_CHECK_EQUAL(
    left({over::refuse, skips::exhaust_at_one, again::skip}, "AAB"), "AB");
  CAF_CHECK_EQUAL(
    left({over::refuse, skips::exhaust_at_two, again::skip}, "A-A-B"), "AB");
}

CAF_TEST(an option that stands twice is no overvote of its own) {
  // A is ranked already: of the shared rank B is left, one option.
  CAF_CHECK_EQUAL(left({over::refuse, skips::refuse, again::skip}, "A(AB)C"),
                  "ABC");
  CAF_CHECK_EQUAL(left({over::exhaust, skips::refuse, again::skip}, "(AA)B"),
                  "AB");
  // Of three, two are left.
  CAF_CHECK_EQUAL(left({over::equal, skips::refuse, again::skip}, "A(ABC)D"),
                  "A(BC)D");
  CAF_CHECK_EQUAL(left({over::skip, skips::refuse, again::skip}, "A(ABC)D"),
                  "AD");
}

CAF_TEST(a repeat that ends the ballot takes its rank with it) {
  CAF_CHECK_EQUAL(left({over::equal, skips::refuse, again::exhaust}, "A(BA)C"),
                  "A");
  CAF_CHECK_EQUAL(left({over::skip, skips::refuse, again::exhaust}, "(AB)AC"),
                  "");
}

CAF_TEST(what is refused is refused after the ballot has ended too) {
  CAF_CHECK_EQUAL(left({over::refuse, skips::exhaust_at_one}, "A-(BC)"),
                  "a rank names more than one option on paper 1");
  CAF_CHECK_EQUAL(left({over::exhaust, skips::refuse}, "(AB)-C"),
                  "a rank is skipped on paper 1");
  CAF_CHECK_EQUAL(left({over::exhaust, skips::skip, again::refuse}, "(AB)CC"),
                  "an option is ranked twice on paper 1");
}

CAF_TEST(an ended ballot takes up nothing that follows) {
  for (auto overvotes : {over::exhaust, over::skip, over::equal}) {
    CAF_CHECK_EQUAL(
      left({overvotes, skips::exhaust_at_one, again::exhaust}, "A-B(CD)-BE"),
      "A");
  }
}

// -- papers -------------------------------------------------------------------

CAF_TEST(each paper is read by itself and named when refused) {
  auto how = terms(method::instant_runoff, 3);
  how.rules.repeats = again::refuse;
  auto papers = papers_of(
    std::vector<letters>{{2, "A(BC)"}, {1, ""}, {3, "-BA"}, {4, "CAB"}});
  auto x = apply_ballot_rules(how, papers);
  CAF_REQUIRE(x);
  CAF_CHECK_EQUAL(shown(*x, 0), "A");
  CAF_CHECK_EQUAL(shown(*x, 1), "BA");
  CAF_CHECK_EQUAL(shown(*x, 2), "CAB");
  CAF_CHECK_EQUAL(x->blank, 1u);
  CAF_CHECK_EQUAL(x->ballots(), 10u);
  auto bad = apply_ballot_rules(
    how, papers_of(std::vector<letters>{{1, "A"}, {1, "BB"}}));
  CAF_REQUIRE(!bad);
  CAF_CHECK_EQUAL(bad.failure().detail, "an option is ranked twice on paper 2");
}

CAF_TEST(a ballot names as many options as its method allows) {
  auto said = [](const count_terms& how, const std::string& set) {
    auto x = count_papers(how, papers_of(std::vector<letters>{{1, set}}));
    return x ? std::string{} : x.failure().detail;
  };
  CAF_CHECK_EQUAL(said(terms(method::plurality, 4, 2), "A"), "");
  CAF_CHECK_EQUAL(said(terms(method::plurality, 4, 2), "AB"),
                  "more than 1 choices on paper 1");
  CAF_CHECK_EQUAL(said(terms(method::block, 4, 2), "AB"), "");
  CAF_CHECK_EQUAL(said(terms(method::block, 4, 2), "ABC"),
                  "more than 2 choices on paper 1");
  CAF_CHECK_EQUAL(said(terms(method::approval, 4), "ABCD"), "");
  auto three = terms(method::approval, 4);
  three.rules.choices_max = 3;
  CAF_CHECK_EQUAL(said(three, "ABC"), "");
  CAF_CHECK_EQUAL(said(three, "ABCD"), "more than 3 choices on paper 1");
  auto limited = terms(method::block, 4, 3);
  limited.rules.choices_max = 1;
  CAF_CHECK_EQUAL(said(limited, "AB"), "more than 1 choices on paper 1");
}

CAF_TEST(a score is at most what the contest allows) {
  for (auto by : {method::score, method::star}) {
    auto how = terms(by, 2);
    how.rules.score_max = 7;
    CAF_CHECK(count_papers(how, papers_of(std::vector<scored>{{1, {7, 0}}})));
    auto x = count_papers(
      how, papers_of(std::vector<scored>{{1, {1, 1}}, {1, {0, 8}}}));
    CAF_REQUIRE(!x);
    CAF_CHECK(x.failure().code == ec::malformed);
    CAF_CHECK_EQUAL(x.failure().detail, "a score above 7 on paper 2");
  }
}
