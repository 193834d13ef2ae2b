// Goal: a shuffle draws every ballot once, in an order that depends on the
// randomness alone. Method: seeded randomness, piles of all shapes.
#define CAF_SUITE ballot_shuffle
#include "domain/ballot_shuffle.hpp"

#include <map>
#include <random>

#include "caf/test/unit_test.hpp"

using namespace scrutin;

namespace {

random_source seeded(std::uint32_t seed) {
  return [generator = std::mt19937{seed}](std::size_t bytes) mutable {
    std::string drawn;
    while (drawn.size() < bytes) {
      drawn += static_cast<char>(generator() & 0xFF);
    }
    return drawn;
  };
}

// Gives the same byte for ever.
random_source constant(char byte) {
  return [byte](std::size_t bytes) { return std::string(bytes, byte); };
}

std::vector<std::size_t> drawn(const std::vector<std::uint64_t>& piles,
                               random_source random) {
  ballot_shuffle shuffle{piles, std::move(random)};
  std::vector<std::size_t> order;
  while (auto pile = shuffle.next()) {
    order.push_back(*pile);
  }
  CAF_CHECK_EQUAL(shuffle.left(), 0u);
  return order;
}

} // namespace

CAF_TEST(every ballot is drawn once from piles of all shapes) {
  std::mt19937 sizes{7};
  for (std::size_t piles = 0; piles < 40; ++piles) {
    std::vector<std::uint64_t> counts;
    for (std::size_t i = 0; i < piles; ++i) {
      counts.push_back(sizes() % 5);
    }
    std::vector<std::uint64_t> seen(piles);
    for (auto pile : drawn(counts, seeded(1))) {
      CAF_REQUIRE(pile < piles);
      ++seen[pile];
    }
    CAF_CHECK(seen == counts);
  }
}

CAF_TEST(a seed gives an order and another seed another) {
  std::vector<std::uint64_t> piles{40, 1, 0, 25};
  CAF_CHECK(drawn(piles, seeded(1)) == drawn(piles, seeded(1)));
  CAF_CHECK(drawn(piles, seeded(1)) != drawn(piles, seeded(2)));
}

CAF_TEST(the lowest draws take the first ballots and none is left out) {
  CAF_CHECK((drawn({2, 0, 1, 3}, constant('\0'))
             == std::vector<std::size_t>{0, 0, 2, 3, 3, 3}));
}

CAF_TEST(draws that would favour low numbers are drawn again) {
  // The first word is past the last whole multiple of 3.
  auto calls = std::make_shared<int>(0);
  auto random = [calls](std::size_t bytes) {
    return std::string(bytes, ++*calls == 1 ? '\xFF' : '\0');
  };
  auto order = drawn({1, 1, 1}, random);
  CAF_CHECK_EQUAL(*calls, 2);
  CAF_CHECK((order == std::vector<std::size_t>{0, 1, 2}));
}

CAF_TEST(each of all orders comes about as often) {
  // 3 ballots of which 2 are equal: 3 orders; and 3 unlike ones: 6 orders.
  // Over many seeds each is within a tenth of its share.
  for (const auto& [piles, orders] :
       std::map<std::vector<std::uint64_t>, std::size_t>{{{2, 1}, 3},
                                                         {{1, 1, 1}, 6}}) {
    constexpr std::size_t times = 12'000;
    std::map<std::vector<std::size_t>, std::size_t> seen;
    for (std::uint32_t seed = 0; seed < times; ++seed) {
      ++seen[drawn(piles, seeded(seed))];
    }
    CAF_CHECK_EQUAL(seen.size(), orders);
    for (const auto& [order, count] : seen) {
      CAF_CHECK(count * orders > times - times / 10);
      CAF_CHECK(count * orders < times + times / 10);
    }
  }
}

CAF_TEST(equal ballots do not stay together) {
  auto order = drawn({500, 500}, seeded(3));
  std::size_t changes = 0;
  for (std::size_t i = 1; i < order.size(); ++i) {
    changes += order[i] != order[i - 1] ? 1 : 0;
  }
  CAF_CHECK(changes > 400);
  CAF_CHECK(changes < 600);
}
