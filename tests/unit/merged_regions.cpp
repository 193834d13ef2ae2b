// Goal: no region of few ballots comes out by itself, nor can anybody work it
// out from what does. Method: small elections in the comments, and random ones.
#define CAF_SUITE merged_regions
#include "caf/test/unit_test.hpp"

#include <algorithm>

#include <rapidcheck.h>

#include "domain/merged_regions.hpp"
#include "tests/fixtures/elections.hpp"

using namespace scrutin;
using namespace scrutin::fixtures;

namespace {

using sizes = std::vector<std::uint64_t>;

std::vector<region_ballots> regions_of(const sizes& ballots) {
  std::vector<region_ballots> all;
  for (auto each : ballots) {
    all.push_back({{static_cast<std::uint32_t>(all.size() + 1)}, each});
  }
  return all;
}

// Of 25, by number from 1.
std::vector<std::uint32_t> merged(const sizes& ballots) {
  std::vector<std::uint32_t> numbers;
  for (auto region : merged_regions(regions_of(ballots), 25)) {
    numbers.push_back(region.value);
  }
  return numbers;
}

using numbers = std::vector<std::uint32_t>;

election merging() {
  auto x = referendum();
  x.policy = release_policy::at_close;
  x.small_regions = small_region_rule::merge;
  return x;
}

} // namespace

CAF_TEST(regions of enough ballots come out by themselves) {
  CAF_CHECK(merged({25, 100, 40}).empty());
  CAF_CHECK(merged({}).empty());
  CAF_CHECK(merged({3}).empty());
}

CAF_TEST(a region of few joins the next smallest) {
  CAF_CHECK(merged({100, 24, 40}) == (numbers{2, 3}));
  // As many: the first of the definition.
  CAF_CHECK(merged({40, 24, 40}) == (numbers{1, 2}));
}

CAF_TEST(several of few are one sum where that is enough) {
  CAF_CHECK(merged({100, 20, 5, 60}) == (numbers{2, 3}));
  CAF_CHECK(merged({100, 20, 4, 60}) == (numbers{2, 3, 4}));
  CAF_CHECK(merged({1, 2, 3}) == (numbers{1, 2, 3}));
}

CAF_TEST(a region without ballots hides nobody) {
  CAF_CHECK(merged({0, 100, 40}).empty());
  CAF_CHECK(merged({0, 10, 40, 100}) == (numbers{2, 3}));
  CAF_CHECK(merged({0, 10}).empty());
}

CAF_TEST(what can be found out by subtraction is over enough ballots) {
  auto holds = rc::check([] {
    auto k = *rc::gen::inRange<std::uint64_t>(1, 40);
    auto all = regions_of(
      *rc::gen::container<sizes>(rc::gen::inRange<std::uint64_t>(0, 60)));
    auto together = merged_regions(all, k);
    std::uint64_t sum = 0;
    std::size_t voting = 0;
    std::size_t with_ballots = 0;
    for (const auto& x : all) {
      auto is_in =
        std::find(together.begin(), together.end(), x.region) != together.end();
      with_ballots += x.ballots > 0 ? 1 : 0;
      sum += is_in ? x.ballots : 0;
      voting += is_in && x.ballots > 0 ? 1 : 0;
    }
    // By itself comes out nothing, or enough, or all that there is.
    if (with_ballots > 1) {
      for (const auto& x : all) {
        auto is_in = std::find(together.begin(), together.end(), x.region)
                     != together.end();
        RC_ASSERT(is_in || x.ballots == 0 || x.ballots >= k);
      }
    }
    if (!together.empty()) {
      RC_ASSERT(voting >= 2);
      RC_ASSERT(sum >= k || voting == with_ballots);
    }
  });
  CAF_CHECK(holds);
}

CAF_TEST(only what can keep its word may be declared) {
  CAF_CHECK(validate(merging()));
  auto live = merging();
  live.policy = release_policy::live;
  CAF_CHECK(!validate(live));
  auto by_region = merging();
  by_region.pass->regions_needed = 1;
  CAF_CHECK(!validate(by_region));
  auto people = single(3);
  people.policy = release_policy::at_close;
  people.small_regions = small_region_rule::merge;
  CAF_CHECK(!validate(people));
  auto plain = merging();
  plain.small_regions = small_region_rule::publish;
  CAF_CHECK(meaning_fingerprint(plain) != meaning_fingerprint(merging()));
}
