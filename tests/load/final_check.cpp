#define CAF_SUITE final_check
#include "caf/test/unit_test.hpp"

#include "cli/load/final_check.hpp"

using namespace scrutin::load;

namespace {

constexpr std::int64_t settle = 1000;

// The verdict on totals that stand still from the start.
check_verdict judge(expected_totals due, published_totals seen,
                    std::uint64_t held_back_max = 0) {
  final_check check{{std::move(due)}, held_back_max, settle};
  CAF_REQUIRE(!check.observe({seen}, 5));
  auto verdict = check.observe({seen}, 5 + settle);
  CAF_REQUIRE(verdict);
  return *verdict;
}

expected_totals due(std::uint64_t before, std::uint64_t acknowledged,
                    std::uint64_t unknown = 0) {
  return {"/totals", before, 0, acknowledged, unknown};
}

} // namespace

CAF_TEST(totals that equal what was there and what was acknowledged are equal) {
  CAF_CHECK(judge(due(0, 0), {0, false}) == check_verdict::equal);
  CAF_CHECK(judge(due(3, 10), {13, true}) == check_verdict::equal);
}

CAF_TEST(one ballot less or one more is unequal) {
  CAF_CHECK(judge(due(3, 10), {12, false}) == check_verdict::unequal);
  CAF_CHECK(judge(due(3, 10), {14, false}) == check_verdict::unequal);
}

CAF_TEST(a cast of unknown outcome may be in or out but in once at most) {
  CAF_CHECK(judge(due(0, 10, 2), {10, true}) == check_verdict::equal);
  CAF_CHECK(judge(due(0, 10, 2), {12, true}) == check_verdict::equal);
  CAF_CHECK(judge(due(0, 10, 2), {13, true}) == check_verdict::unequal);
  CAF_CHECK(judge(due(0, 10, 2), {9, true}) == check_verdict::unequal);
}

CAF_TEST(release may hold back so many while open and none once closed) {
  CAF_CHECK(judge(due(0, 100), {76, false}, 24) == check_verdict::held_back);
  CAF_CHECK(judge(due(0, 100), {75, false}, 24) == check_verdict::unequal);
  CAF_CHECK(judge(due(0, 100), {76, true}, 24) == check_verdict::unequal);
}

CAF_TEST(ballots held back before the run may come out during it) {
  CAF_CHECK(judge(due(0, 100), {124, true}, 24) == check_verdict::held_back);
  CAF_CHECK(judge(due(0, 100), {125, true}, 24) == check_verdict::unequal);
  CAF_CHECK(judge(due(0, 100), {101, true}) == check_verdict::unequal);
}

CAF_TEST(casts that an earlier run left open may have been in before) {
  expected_totals resumed{"/totals", 10, 2, 5, 0};
  CAF_CHECK(judge(resumed, {13, false}) == check_verdict::equal);
  CAF_CHECK(judge(resumed, {15, false}) == check_verdict::equal);
  CAF_CHECK(judge(resumed, {12, false}) == check_verdict::unequal);
  CAF_CHECK(judge(resumed, {16, false}) == check_verdict::unequal);
}

CAF_TEST(totals that still move are waited for) {
  final_check check{{due(0, 10)}, 0, settle};
  std::int64_t now = 0;
  for (std::uint64_t ballots = 0; ballots <= 10; ++ballots) {
    now += settle - 1;
    CAF_REQUIRE(!check.observe({{ballots, false}}, now));
  }
  auto verdict = check.observe({{10, false}}, now + settle);
  CAF_CHECK(verdict == check_verdict::equal);
}

CAF_TEST(the worst of several totals decides) {
  final_check check{{due(0, 5), due(0, 5)}, 0, settle};
  std::vector<published_totals> seen = {{5, false}, {4, false}};
  CAF_CHECK(!check.observe(seen, 0));
  auto verdict = check.observe(seen, settle);
  CAF_CHECK(verdict == check_verdict::unequal);
}
