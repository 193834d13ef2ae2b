#define CAF_SUITE referendum
#include "caf/test/unit_test.hpp"

#include <rapidcheck.h>

#include "domain/referendum.hpp"

using namespace scrutin;

namespace {

bool passes(const pass_rule& rule, const referendum_votes& votes) {
  return decide_referendum(rule, {votes}).outcome == referendum_outcome::passed;
}

constexpr pass_rule half_of_valid{1, 2, pass_denominator::valid};
constexpr pass_rule half_of_cast{1, 2, pass_denominator::cast};
constexpr pass_rule half_of_eligible{1, 2, pass_denominator::eligible};
constexpr pass_rule two_thirds{2, 3, pass_denominator::valid};

} // namespace

CAF_TEST(a law passes with strictly more than its share) {
  CAF_CHECK(passes(half_of_valid, {51, 49, 0, 1000}));
  CAF_CHECK(!passes(half_of_valid, {50, 50, 0, 1000}));
  CAF_CHECK(!passes(half_of_valid, {49, 51, 0, 1000}));
  // 200 of 300 are two thirds, and no more.
  CAF_CHECK(!passes(two_thirds, {200, 100, 0, 1000}));
  CAF_CHECK(passes(two_thirds, {201, 100, 0, 1000}));
}

CAF_TEST(blank ballots weigh only where the base is all ballots cast) {
  // 51 of 100 valid, and of 103 cast.
  CAF_CHECK(passes(half_of_valid, {51, 49, 3, 1000}));
  CAF_CHECK(!passes(half_of_cast, {51, 49, 3, 1000}));
  CAF_CHECK(passes(half_of_cast, {52, 48, 3, 1000}));
}

CAF_TEST(those who stay away weigh only where the base is the roll) {
  CAF_CHECK(!passes(half_of_eligible, {500, 0, 0, 1000}));
  CAF_CHECK(passes(half_of_eligible, {501, 499, 0, 1000}));
}

CAF_TEST(without votes no law passes) {
  for (const auto& rule : {half_of_valid, half_of_cast, half_of_eligible}) {
    CAF_CHECK(!passes(rule, {0, 0, 0, 0}));
    CAF_CHECK(!passes(rule, {0, 0, 9, 9}));
  }
}

CAF_TEST(a share of nothing takes one vote) {
  pass_rule any{0, 1, pass_denominator::eligible};
  CAF_CHECK(passes(any, {1, 9, 0, 10}));
  CAF_CHECK(!passes(any, {0, 9, 0, 10}));
}

CAF_TEST(exactly the share is a tie that the rule decides) {
  auto kind = half_of_valid;
  kind.tie = pass_tie::passed;
  CAF_CHECK(passes(kind, {50, 50, 0, 1000}));
  CAF_CHECK(!passes(kind, {49, 51, 0, 1000}));
  CAF_CHECK(!passes(kind, {0, 0, 9, 1000}));
  auto tied = decide_referendum(half_of_valid, {{50, 50, 0, 1000}});
  CAF_CHECK(tied.is_tied);
  CAF_CHECK(!tied.has_share);
  CAF_CHECK(!decide_referendum(half_of_valid, {{51, 49, 0, 1000}}).is_tied);
}

CAF_TEST(a quorum asks for turnout whatever was said) {
  auto rule = half_of_valid;
  rule.quorum_numerator = 1;
  rule.quorum_denominator = 2;
  CAF_CHECK(!passes(rule, {499, 0, 0, 1000}));
  CAF_CHECK(passes(rule, {499, 0, 1, 1000}));
  CAF_CHECK(passes(rule, {499, 1, 0, 1000}));
  auto missed = decide_referendum(rule, {{499, 0, 0, 1000}});
  CAF_CHECK(missed.has_share);
  CAF_CHECK(!missed.has_quorum);
  CAF_CHECK(!passes(rule, {0, 0, 0, 0}));
}

CAF_TEST(a majority of regions is asked for beside that of the whole) {
  auto rule = half_of_valid;
  rule.regions_needed = 2;
  auto decide = [&](const std::vector<referendum_votes>& regions) {
    return decide_referendum(rule, regions);
  };
  // One large region carries the whole, and no other.
  auto one = decide({{900, 100, 0, 1000}, {4, 6, 0, 10}, {5, 5, 0, 10}});
  CAF_CHECK(one.outcome == referendum_outcome::not_passed);
  CAF_CHECK(one.has_share);
  CAF_CHECK_EQUAL(one.regions_passed, 1u);
  auto two = decide({{900, 100, 0, 1000}, {6, 4, 0, 10}, {5, 5, 0, 10}});
  CAF_CHECK(two.outcome == referendum_outcome::passed);
  // Two small ones do not carry the whole.
  auto small = decide({{100, 900, 0, 1000}, {6, 4, 0, 10}, {6, 4, 0, 10}});
  CAF_CHECK(small.outcome == referendum_outcome::not_passed);
  CAF_CHECK_EQUAL(small.regions_passed, 2u);
}

CAF_TEST(numbers at their limits do not overflow) {
  pass_rule steep{UINT32_MAX - 1, UINT32_MAX, pass_denominator::cast};
  CAF_CHECK(passes(steep, {UINT64_MAX, 0, 0, UINT64_MAX}));
  CAF_CHECK(!passes(steep, {UINT64_MAX, UINT64_MAX, UINT64_MAX, UINT64_MAX}));
}

CAF_TEST(an oui more never turns a law that passed) {
  CAF_CHECK(rc::check("monotone", [](std::uint32_t oui, std::uint32_t non,
                                     std::uint32_t blank, std::uint16_t part,
                                     std::uint16_t rest) {
    for (auto base : {pass_denominator::valid, pass_denominator::cast}) {
      pass_rule rule{part, part + 1U + rest, base};
      if (passes(rule, {oui, non, blank, 0})) {
        RC_ASSERT(passes(rule, {oui + 1ULL, non, blank, 0}));
      }
      if (passes(rule, {oui, non + 1ULL, blank, 0})) {
        RC_ASSERT(passes(rule, {oui, non, blank, 0}));
      }
    }
  }));
}

CAF_TEST(outcomes have names) {
  CAF_CHECK_EQUAL(std::string{to_string(referendum_outcome::passed)}, "passed");
  CAF_CHECK_EQUAL(std::string{to_string(referendum_outcome::not_passed)},
                  "not_passed");
}
