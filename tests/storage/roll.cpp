#define CAF_SUITE roll
#include "caf/test/unit_test.hpp"

#include <algorithm>
#include <random>
#include <set>

#include "tests/storage/backends.hpp"

using namespace scrutin;

namespace {

constexpr election_id election{5};
constexpr election_id other_election{6};
constexpr region_id north{1};
constexpr region_id south{2};
constexpr prefix_range everything{0, 0x10000};

std::vector<credential_tag> random_tags(std::size_t number,
                                        std::uint64_t seed) {
  std::mt19937_64 random{seed};
  std::vector<credential_tag> tags(number);
  for (auto& tag : tags) {
    for (auto& byte : tag.data) {
      byte = static_cast<unsigned char>(random());
    }
  }
  return tags;
}

std::set<credential_tag> read(const roll_store& roll, election_id of,
                              region_id region, prefix_range prefixes) {
  std::set<credential_tag> tags;
  std::size_t visits = 0;
  auto done = roll.read(of, region, prefixes, [&](const credential_tag& tag) {
    tags.insert(tag);
    ++visits;
  });
  CAF_REQUIRE(done);
  CAF_CHECK_EQUAL(visits, tags.size());
  return tags;
}

bool all_are(const result<std::vector<roll_outcome>>& outcomes,
             std::size_t number, roll_outcome wanted) {
  return outcomes && outcomes->size() == number
         && std::all_of(outcomes->begin(), outcomes->end(),
                        [wanted](roll_outcome x) { return x == wanted; });
}

} // namespace

CAF_TEST(a tag is on one roll of an election and on any of another) {
  on_every_backend([](storage_place& place) {
    auto s = place.open();
    auto tags = random_tags(1'000, 1);
    auto add = [&](election_id of, region_id region) {
      return s.roll->add(of, region, tags);
    };
    CAF_CHECK(all_are(add(election, north), 1'000, roll_outcome::added));
    CAF_CHECK(all_are(add(election, north), 1'000, roll_outcome::repeated));
    CAF_CHECK(all_are(add(election, south), 1'000, roll_outcome::elsewhere));
    CAF_CHECK(all_are(add(other_election, south), 1'000, roll_outcome::added));
    CAF_CHECK(*s.roll->count(election, north) == 1'000u);
    CAF_CHECK(*s.roll->count(election, south) == 0u);
    CAF_CHECK(*s.roll->count(other_election, south) == 1'000u);
  });
}

CAF_TEST(a tag given twice in one call is added once) {
  on_every_backend([](storage_place& place) {
    auto s = place.open();
    auto tag = random_tags(1, 2).front();
    auto outcomes = s.roll->add(election, north, {tag, tag});
    CAF_REQUIRE(outcomes && outcomes->size() == 2);
    CAF_CHECK((*outcomes)[0] == roll_outcome::added);
    CAF_CHECK((*outcomes)[1] == roll_outcome::repeated);
    CAF_CHECK(*s.roll->count(election, north) == 1u);
  });
}

CAF_TEST(a tag of zeros is refused and changes nothing) {
  on_every_backend([](storage_place& place) {
    auto s = place.open();
    auto tags = random_tags(2, 3);
    tags.emplace_back();
    auto outcomes = s.roll->add(election, north, tags);
    CAF_CHECK(!outcomes && outcomes.failure().code == ec::malformed);
    CAF_CHECK(*s.roll->count(election, north) == 0u);
  });
}

CAF_TEST(uniqueness outlasts restarts and readings) {
  on_every_backend([](storage_place& place) {
    auto tags = random_tags(3'000, 4);
    for (std::size_t call = 0; call < 3; ++call) {
      auto s = place.open();
      auto first = tags.begin() + static_cast<std::ptrdiff_t>(call * 1'000);
      CAF_CHECK(all_are(s.roll->add(election, north, {first, first + 1'000}),
                        1'000, roll_outcome::added));
      CAF_CHECK_EQUAL(read(*s.roll, election, north, everything).size(),
                      (call + 1) * 1'000);
      CAF_CHECK(
        all_are(s.roll->add(election, south, {tags.begin(), first + 1'000}),
                (call + 1) * 1'000, roll_outcome::elsewhere));
    }
    auto s = place.open();
    CAF_CHECK(all_are(s.roll->add(election, north, tags), 3'000,
                      roll_outcome::repeated));
    CAF_CHECK(*s.roll->count(election, north) == 3'000u);
  });
}

CAF_TEST(reading a range of prefixes finds what looking at every tag finds) {
  on_every_backend([](storage_place& place) {
    auto s = place.open();
    auto tags = random_tags(20'000, 5);
    std::set<credential_tag> in_north;
    for (std::size_t i = 0; i < tags.size(); i += 2'000) {
      auto first = tags.begin() + static_cast<std::ptrdiff_t>(i);
      auto region = (i / 2'000) % 2 == 0 ? north : south;
      CAF_REQUIRE(s.roll->add(election, region, {first, first + 2'000}));
      if (region == north) {
        in_north.insert(first, first + 2'000);
      }
    }
    std::mt19937 random{6};
    std::vector<prefix_range> ranges{
      everything,     {0, 0},        {0, 1},    {0xFFFF, 0x10000},
      {0x100, 0x200}, {0xFF, 0x101}, {500, 400}};
    for (int i = 0; i < 50; ++i) {
      auto x = random() % 0x10001;
      auto y = random() % 0x10001;
      ranges.push_back({static_cast<std::uint32_t>(std::min(x, y)),
                        static_cast<std::uint32_t>(std::max(x, y))});
    }
    for (const auto& range : ranges) {
      std::set<credential_tag> expected;
      for (const auto& tag : in_north) {
        if (slice_prefix(tag) >= range.first
            && slice_prefix(tag) < range.last) {
          expected.insert(tag);
        }
      }
      CAF_REQUIRE(read(*s.roll, election, north, range) == expected);
    }
  });
}

CAF_TEST(the slices of a roll add up to the roll) {
  on_every_backend([](storage_place& place) {
    auto s = place.open();
    auto tags = random_tags(10'000, 7);
    CAF_REQUIRE(s.roll->add(election, north, tags));
    for (std::uint16_t slices : {1, 3, 32, 300}) {
      std::set<credential_tag> found;
      for (std::uint16_t slice = 0; slice < slices; ++slice) {
        auto part = read(*s.roll, election, north, prefixes_of(slice, slices));
        for (const auto& tag : part) {
          CAF_REQUIRE_EQUAL(slice_of(tag, slices), slice);
        }
        found.insert(part.begin(), part.end());
      }
      CAF_CHECK(found == std::set<credential_tag>(tags.begin(), tags.end()));
    }
  });
}

CAF_TEST(clearing takes every region of one election and nothing else) {
  on_every_backend([](storage_place& place) {
    auto tags = random_tags(1'000, 8);
    {
      auto s = place.open();
      CAF_REQUIRE(
        s.roll->add(election, north, {tags.begin(), tags.begin() + 500}));
      CAF_REQUIRE(
        s.roll->add(election, south, {tags.begin() + 500, tags.end()}));
      CAF_REQUIRE(s.roll->add(other_election, north, tags));
      CAF_REQUIRE(s.roll->clear(election));
      CAF_CHECK(*s.roll->count(election, north) == 0u);
      CAF_CHECK(read(*s.roll, election, south, everything).empty());
      CAF_CHECK(all_are(s.roll->add(election, south, tags), 1'000,
                        roll_outcome::added));
    }
    auto s = place.open();
    CAF_CHECK(*s.roll->count(election, north) == 0u);
    CAF_CHECK_EQUAL(read(*s.roll, election, south, everything).size(), 1'000u);
    CAF_CHECK_EQUAL(read(*s.roll, other_election, north, everything).size(),
                    1'000u);
  });
}

CAF_TEST(what is reserved is one of a kind and neither counted nor read) {
  on_every_backend([](storage_place& place) {
    auto tags = random_tags(100, 9);
    auto late = random_tags(3, 10);
    auto is = [](const result<roll_outcome>& x, roll_outcome wanted) {
      return x && *x == wanted;
    };
    auto reserved_of = [](const roll_store& roll) {
      std::set<std::pair<std::uint32_t, credential_tag>> found;
      CAF_REQUIRE(roll.read_reserved(
        election, [&](region_id region, const credential_tag& tag) {
          CAF_CHECK(found.emplace(region.value, tag).second);
        }));
      return found;
    };
    using found = std::set<std::pair<std::uint32_t, credential_tag>>;
    {
      auto s = place.open();
      CAF_REQUIRE(s.roll->add(election, north, tags));
      auto reserve = [&](region_id region, const credential_tag& tag) {
        return s.roll->reserve(election, region, tag);
      };
      CAF_CHECK(is(reserve(north, tags[0]), roll_outcome::repeated));
      CAF_CHECK(is(reserve(south, tags[0]), roll_outcome::elsewhere));
      CAF_CHECK(is(reserve(south, late[0]), roll_outcome::added));
      CAF_CHECK(is(reserve(south, late[0]), roll_outcome::repeated));
      CAF_CHECK(is(reserve(north, late[0]), roll_outcome::elsewhere));
      CAF_CHECK(is(reserve(north, late[1]), roll_outcome::added));
      CAF_CHECK(is(s.roll->reserve(other_election, north, late[0]),
                   roll_outcome::added));
      auto zero = reserve(north, {});
      CAF_CHECK(!zero && zero.failure().code == ec::malformed);
    }
    auto s = place.open();
    CAF_CHECK(*s.roll->count(election, north) == 100u);
    CAF_CHECK(*s.roll->count(election, south) == 0u);
    CAF_CHECK_EQUAL(read(*s.roll, election, north, everything).size(), 100u);
    CAF_CHECK(read(*s.roll, election, south, everything).empty());
    CAF_CHECK(reserved_of(*s.roll)
              == found({{south.value, late[0]}, {north.value, late[1]}}));
    CAF_CHECK(all_are(s.roll->add(election, north, {late[0]}), 1,
                      roll_outcome::elsewhere));
    CAF_CHECK(all_are(s.roll->add(election, south, {late[0]}), 1,
                      roll_outcome::repeated));
    CAF_CHECK(read(*s.roll, election, south, everything).empty());

    CAF_REQUIRE(s.roll->release(election, late[0]));
    CAF_REQUIRE(s.roll->release(election, late[0]));
    CAF_REQUIRE(s.roll->release(election, tags[0]));
    auto again = s.roll->add(election, north, {late[0], tags[0]});
    CAF_REQUIRE(again && again->size() == 2);
    CAF_CHECK((*again)[0] == roll_outcome::added);
    CAF_CHECK((*again)[1] == roll_outcome::repeated);
    CAF_CHECK(*s.roll->count(election, north) == 101u);
    CAF_CHECK(reserved_of(*s.roll) == found({{north.value, late[1]}}));
    CAF_REQUIRE(s.roll->clear(election));
    CAF_CHECK(reserved_of(*s.roll).empty());
    CAF_CHECK(
      is(s.roll->reserve(election, south, late[1]), roll_outcome::added));
  });
}
