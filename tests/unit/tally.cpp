#define CAF_SUITE tally
#include "caf/test/unit_test.hpp"

#include <numeric>

#include <rapidcheck.h>

#include "domain/tally.hpp"

using namespace scrutin;

namespace {

using ballots = std::vector<std::uint8_t>;

tally tally_of(const ballots& list) {
  tally votes;
  for (auto ballot : list) {
    votes.add(std::string(1, static_cast<char>(ballot % 8)));
  }
  return votes;
}

} // namespace

CAF_TEST(votes add up by selection) {
  tally votes;
  votes.add("a", 2);
  votes.add("b");
  votes.add("a");
  CAF_CHECK_EQUAL(votes.total(), 4u);
  CAF_CHECK_EQUAL(votes.distinct(), 2u);
  CAF_CHECK_EQUAL(votes.votes_for("a"), 3u);
  CAF_CHECK_EQUAL(votes.votes_for("c"), 0u);
}

CAF_TEST(no votes leave no trace) {
  tally votes;
  votes.add("a", 0);
  CAF_CHECK_EQUAL(votes.distinct(), 0u);
  CAF_CHECK(votes == tally{});
}

CAF_TEST(entries are sorted and make the same tally again) {
  CAF_CHECK(rc::check("entries", [](const ballots& list) {
    auto votes = tally_of(list);
    auto entries = votes.entries();
    RC_ASSERT(std::is_sorted(
      entries.begin(), entries.end(),
      [](const auto& x, const auto& y) { return x.selection < y.selection; }));
    tally again;
    again.add(entries);
    RC_ASSERT(again == votes);
    RC_ASSERT(again.total() == list.size());
  }));
}

CAF_TEST(parts add up to the whole in any order) {
  CAF_CHECK(rc::check("merging", [](const std::vector<ballots>& parts) {
    ballots all;
    for (const auto& part : parts) {
      all.insert(all.end(), part.begin(), part.end());
    }
    std::vector<std::size_t> order(parts.size());
    std::iota(order.begin(), order.end(), 0U);
    std::rotate(order.begin(), order.begin() + order.size() / 2, order.end());
    tally forwards;
    tally rotated;
    tally nested;
    for (const auto& part : parts) {
      forwards.add(tally_of(part));
    }
    for (auto i : order) {
      rotated.add(tally_of(parts[i]));
    }
    for (auto part = parts.rbegin(); part != parts.rend(); ++part) {
      auto sum = tally_of(*part);
      sum.add(nested);
      nested = sum;
    }
    RC_ASSERT(forwards == tally_of(all));
    RC_ASSERT(rotated == forwards);
    RC_ASSERT(nested == forwards);
    RC_ASSERT(rotated.total() == all.size());
  }));
}

CAF_TEST(each selection is visited once) {
  auto votes = tally_of({1, 2, 2, 3, 3, 3});
  tally seen;
  votes.for_each([&](const std::string& selection, std::uint64_t count) {
    seen.add(selection, count);
  });
  CAF_CHECK(seen == votes);
  votes.clear();
  CAF_CHECK_EQUAL(votes.total(), 0u);
  CAF_CHECK(votes == tally{});
}
