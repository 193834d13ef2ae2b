#define CAF_SUITE referendum
#include "caf/test/unit_test.hpp"

#include <rapidcheck.h>

#include "domain/referendum.hpp"

using namespace scrutin;

namespace {

bool passes(const pass_rule& rule, const referendum_votes& votes) {
  return decide_referendum(rule, votes) == referendum_outcome::passed;
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
