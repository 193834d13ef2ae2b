#define CAF_SUITE selection
#include "caf/test/unit_test.hpp"

#include <set>

#include <rapidcheck.h>

#include "domain/selection.hpp"
#include "tests/fixtures/elections.hpp"

using namespace scrutin;
using namespace scrutin::fixtures;
using namespace std::string_literals;

namespace {

using rank_lists = std::vector<std::vector<std::uint32_t>>;

// Drawn ranks as a ranking may be: no option 0, none twice in a rank.
ranking tidy(const rank_lists& drawn) {
  ranking x;
  for (const auto& rank : drawn) {
    std::set<std::uint32_t> options(rank.begin(), rank.end());
    options.erase(0);
    auto& target = x.ranks.emplace_back();
    for (auto option : options) {
      target.push_back({option});
    }
  }
  return x;
}

result<void> check(const election& rules, const selection& x) {
  return validate(x, rules, rules.contests.front());
}

ec refusal(const election& rules, const selection& x) {
  auto done = check(rules, x);
  CAF_REQUIRE(!done);
  return done.failure().code;
}

} // namespace

CAF_TEST(the canonical form is as documented) {
  CAF_CHECK(to_canonical(blank_choice{}) == "\0"s);
  CAF_CHECK(to_canonical(single_choice{{5}}) == "\1\5"s);
  CAF_CHECK(to_canonical(single_choice{{300}}) == "\1\xAC\2"s);
  CAF_CHECK(to_canonical(ranking_of({{3}, {1}})) == "\2\3\1"s);
  // A skipped rank is 0 and no options, an overvote 0, two, and both.
  CAF_CHECK(to_canonical(ranking_of({{}, {2, 1}, {3}})) == "\2\0\0\0\2\1\2\3"s);
  CAF_CHECK(to_canonical(ranking_of({{3}, {}, {}})) == "\2\3"s);
  CAF_CHECK(to_canonical(ranking_of({{}, {}})) == "\2"s);
}

CAF_TEST(a ranking is read as it was written) {
  CAF_CHECK(rc::check("round trip", [](const rank_lists& drawn) {
    auto x = tidy(drawn);
    auto bytes = to_canonical(x);
    auto read = from_canonical(bytes);
    RC_ASSERT(read.has_value());
    RC_ASSERT(to_canonical(*read) == bytes);
    while (!x.ranks.empty() && x.ranks.back().empty()) {
      x.ranks.pop_back();
    }
    RC_ASSERT(std::get<ranking>(*read).ranks == x.ranks);
    RC_ASSERT(!is_blank(bytes));
  }));
}

CAF_TEST(one option and none are read as they were written) {
  for (std::uint32_t id : {1U, 127U, 128U, 500U, UINT32_MAX}) {
    auto read = from_canonical(to_canonical(single_choice{{id}}));
    CAF_REQUIRE(read);
    CAF_CHECK_EQUAL(std::get<single_choice>(*read).option.value, id);
  }
  auto blank = from_canonical(to_canonical(blank_choice{}));
  CAF_REQUIRE(blank);
  CAF_CHECK(std::holds_alternative<blank_choice>(*blank));
  CAF_CHECK(is_blank(to_canonical(blank_choice{})));
}

CAF_TEST(bytes that were never written are malformed) {
  for (const auto& bytes : {
         ""s,
         "\6"s,                         // no such kind
         "\0\0"s,                       // more than a blank ballot
         "\1"s,                         // no option
         "\1\0"s,                       // option 0
         "\1\5\5"s,                     // two options
         "\1\x80"s,                     // cut off
         "\1\x85\0"s,                   // longer than it must be
         "\1\x80\x80\x80\x80\x10"s,     // beyond 32 bits
         "\2\x80"s,                     // cut off
         "\2\x80\x80\x80\x80\x10"s,     // beyond 32 bits
         "\2\x80\x80\x80\x80\x10\0\1"s, // beyond 32 bits, no marker
         "\2\0"s,                       // a marker alone
         "\2\0\0"s,                     // a skipped rank at the end
         "\2\1\0\0"s,                   // a skipped rank at the end
         "\2\0\1\5"s,                   // one option is no overvote
         "\2\0\2\5"s,                   // cut off
         "\2\0\2\5\4"s,                 // not ascending
         "\2\0\2\5\5"s,                 // an option twice
         "\2\0\2\0\5"s,                 // option 0
         "\2\0\xFF\xFF\xFF\xFF\x0F\1"s, // four thousand million options
       }) {
    auto read = from_canonical(bytes);
    CAF_CHECK(!read);
    CAF_CHECK(!read && read.failure().code == ec::malformed);
  }
}

CAF_TEST(whatever is read is written back as the same bytes) {
  CAF_CHECK(rc::check("canonical", [](std::vector<std::uint8_t> drawn) {
    // Small numbers, so that many are well-formed.
    std::string bytes;
    for (auto byte : drawn) {
      bytes += static_cast<char>(byte < 250 ? byte % 4 : byte);
    }
    if (auto read = from_canonical(bytes)) {
      RC_ASSERT(to_canonical(*read) == bytes);
    }
  }));
}

CAF_TEST(a selection of another method is refused) {
  CAF_CHECK(check(single(3), single_choice{{3}}));
  CAF_CHECK(check(ranked(3), ranking_of({{3}})));
  CAF_CHECK(refusal(single(3), ranking_of({{3}})) == ec::wrong_method);
  CAF_CHECK(refusal(ranked(3), single_choice{{3}}) == ec::wrong_method);
}

CAF_TEST(a blank ballot stands where it is allowed) {
  auto rules = single(3);
  CAF_CHECK(check(rules, blank_choice{}));
  rules.blank_allowed = false;
  CAF_CHECK(refusal(rules, blank_choice{}) == ec::wrong_method);
}

CAF_TEST(an option that does not stand is refused) {
  CAF_CHECK(refusal(single(3), single_choice{{4}}) == ec::unknown_option);
  CAF_CHECK(refusal(single(3), single_choice{{0}}) == ec::unknown_option);
  CAF_CHECK(refusal(ranked(3), ranking_of({{1}, {4}})) == ec::unknown_option);
  CAF_CHECK(refusal(ranked(3), ranking_of({{0}})) == ec::unknown_option);
}

CAF_TEST(an option ranked twice is refused) {
  CAF_CHECK(refusal(ranked(3), ranking_of({{1}, {2}, {1}})) == ec::malformed);
  counting_rules rules;
  rules.overvotes = overvote_rule::skip;
  CAF_CHECK(refusal(ranked(3, rules), ranking_of({{1, 1}})) == ec::malformed);
  CAF_CHECK(refusal(ranked(3, rules), ranking_of({{1, 2}, {2}}))
            == ec::malformed);
  // Allowed on ranks of its own it may be, never twice on one: that has no
  // canonical form.
  rules.repeats = repeated_option_rule::skip;
  CAF_CHECK(check(ranked(3, rules), ranking_of({{1}, {2}, {1}})));
  CAF_CHECK(refusal(ranked(3, rules), ranking_of({{1, 1}})) == ec::malformed);
}

CAF_TEST(an overvote is refused only where the rules say so) {
  counting_rules rules;
  for (auto rule : {overvote_rule::exhaust, overvote_rule::skip}) {
    rules.overvotes = rule;
    CAF_CHECK(check(ranked(3, rules), ranking_of({{1, 2}, {3}})));
  }
  rules.overvotes = overvote_rule::refuse;
  CAF_CHECK(refusal(ranked(3, rules), ranking_of({{1, 2}, {3}}))
            == ec::malformed);
}

CAF_TEST(a skipped rank is refused only where the rules say so) {
  counting_rules rules;
  for (auto rule :
       {skipped_rank_rule::skip, skipped_rank_rule::exhaust_at_two}) {
    rules.skipped_ranks = rule;
    CAF_CHECK(check(ranked(3, rules), ranking_of({{}, {}, {3}})));
  }
  rules.skipped_ranks = skipped_rank_rule::refuse;
  CAF_CHECK(refusal(ranked(3, rules), ranking_of({{1}, {}, {3}}))
            == ec::malformed);
  // Ranks left empty after the last marked one skip nothing.
  CAF_CHECK(check(ranked(3, rules), ranking_of({{1}, {}, {}})));
}

CAF_TEST(a ranking of nobody is refused) {
  CAF_CHECK(refusal(ranked(3), ranking{}) == ec::malformed);
  CAF_CHECK(refusal(ranked(3), ranking_of({{}, {}})) == ec::malformed);
}

CAF_TEST(more ranks than allowed are refused) {
  CAF_CHECK(check(ranked(3), ranking_of({{1}, {2}, {3}})));
  CAF_CHECK(refusal(ranked(3), ranking_of({{1}, {2}, {3}, {}}))
            == ec::too_large);
  counting_rules rules;
  rules.ranks_max = 2;
  CAF_CHECK(check(ranked(3, rules), ranking_of({{1}, {2}})));
  CAF_CHECK(refusal(ranked(3, rules), ranking_of({{1}, {2}, {3}}))
            == ec::too_large);
}

// -- sets and scores ----------------------------------------------------------

namespace {

election by(counting_method method) {
  auto x = single(3);
  x.method = method;
  return x;
}

} // namespace

CAF_TEST(sets and scores have one canonical form each) {
  option_set set{{{3}, {1}}};
  auto read_set = from_canonical(to_canonical(set));
  CAF_REQUIRE(read_set);
  CAF_CHECK(std::get<option_set>(*read_set).options
            == (std::vector<option_id>{{1}, {3}}));
  // A score of 0 says what no score says.
  score_list scores{{{{2}, 4}, {{1}, 0}}};
  CAF_CHECK_EQUAL(to_canonical(scores), to_canonical(score_list{{{{2}, 4}}}));
  CAF_CHECK(from_canonical(to_canonical(scores)));
  for (const auto& bytes :
       {std::string{"\x03\x02\x01"}, std::string{"\x03\x01\x01"},
        std::string{"\x04\x01"}, std::string{"\x04\x01\x65"},
        std::string{"\x04\x02\x01\x01\x01"}}) {
    CAF_CHECK(!from_canonical(bytes));
  }
}

CAF_TEST(sets and scores are checked against their contest) {
  auto sets = by(counting_method::block);
  CAF_CHECK(check(sets, option_set{{{2}}}));
  CAF_CHECK(refusal(sets, option_set{{{1}, {2}}}) == ec::too_large);
  CAF_CHECK(refusal(sets, option_set{{{9}}}) == ec::unknown_option);
  CAF_CHECK(refusal(sets, option_set{}) == ec::malformed);
  CAF_CHECK(refusal(sets, score_list{{{{1}, 1}}}) == ec::wrong_method);
  auto many = by(counting_method::approval);
  CAF_CHECK(check(many, option_set{{{1}, {2}, {3}}}));
  CAF_CHECK(refusal(many, option_set{{{1}, {1}}}) == ec::malformed);
  auto scores = by(counting_method::score);
  CAF_CHECK(check(scores, score_list{{{{1}, 5}, {{2}, 0}}}));
  CAF_CHECK(refusal(scores, score_list{{{{1}, 6}}}) == ec::malformed);
  CAF_CHECK(refusal(scores, score_list{{{{1}, 0}}}) == ec::malformed);
  CAF_CHECK(refusal(scores, score_list{}) == ec::malformed);
  CAF_CHECK(refusal(scores, single_choice{{1}}) == ec::wrong_method);
}
