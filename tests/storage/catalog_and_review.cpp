#define CAF_SUITE catalog_and_review
#include "caf/test/unit_test.hpp"

#include "tests/storage/backends.hpp"
#include "tests/storage/sample_frames.hpp"

using namespace scrutin;

namespace {

constexpr contest_id here{{3}, {1}};
constexpr contest_id elsewhere{{3}, {2}};

bool same(const catalog_record& x, const catalog_record& y) {
  return x.election == y.election && x.fingerprint == y.fingerprint
         && x.wrapped_keys == y.wrapped_keys && x.slices == y.slices;
}

catalog_record sample_record(std::uint32_t id) {
  return {
    {id},
    noise(32, id),
    noise(id * 100, id),
    {{region_id{1}, std::uint16_t{32}}, {region_id{id}, std::uint16_t{4'096}}}};
}

credential_tag numbered_tag(std::uint32_t number) {
  return credential_tag::from(noise(16, number));
}

review_entry attempt(contest_id contest, std::uint32_t tag, std::uint32_t day,
                     review_kind kind = review_kind::duplicate) {
  return {contest, kind, numbered_tag(tag), 1, day, day};
}

} // namespace

CAF_TEST(an election that was never written is not found) {
  on_every_backend([](storage_place& place) {
    auto s = place.open();
    auto found = s.catalog->find({1});
    CAF_CHECK(found && !*found);
    CAF_CHECK(s.catalog->all()->empty());
  });
}

CAF_TEST(catalog records read back changed and after a restart) {
  on_every_backend([](storage_place& place) {
    auto changed = sample_record(2);
    changed.slices.clear();
    changed.wrapped_keys.clear();
    {
      auto s = place.open();
      for (std::uint32_t id : {300u, 2u, 0xFFFFFFFEu}) {
        auto record = sample_record(id % 1'000);
        record.election = {id};
        CAF_REQUIRE(s.catalog->put(record));
      }
      CAF_REQUIRE(s.catalog->put(changed));
    }
    auto s = place.open();
    CAF_CHECK(same(**s.catalog->find({2}), changed));
    CAF_CHECK(same(**s.catalog->find({300}), sample_record(300)));
    CAF_CHECK(!*s.catalog->find({299}));
    auto all = s.catalog->all();
    CAF_REQUIRE_EQUAL(all->size(), 3u);
    CAF_CHECK(all->front().election.value == 2u);
    CAF_CHECK(all->back().election.value == 0xFFFFFFFEu);
  });
}

CAF_TEST(attempts of one credential merge and their days widen) {
  on_every_backend([](storage_place& place) {
    {
      auto s = place.open();
      CAF_REQUIRE(s.review->add(
        {attempt(here, 1, 20), attempt(here, 1, 30), attempt(here, 2, 5)}));
    }
    auto s = place.open();
    CAF_REQUIRE(s.review->add({attempt(here, 1, 10)}));
    auto entries = s.review->list(here);
    CAF_REQUIRE_EQUAL(entries->size(), 2u);
    for (const auto& entry : *entries) {
      auto merged = entry.tag == numbered_tag(1);
      CAF_CHECK_EQUAL(entry.attempts, merged ? 3u : 1u);
      CAF_CHECK_EQUAL(entry.first_day, merged ? 10u : 5u);
      CAF_CHECK_EQUAL(entry.last_day, merged ? 30u : 5u);
      CAF_CHECK(entry.contest == here);
    }
    CAF_CHECK(*s.review->attempts(here, review_kind::duplicate) == 4u);
  });
}

CAF_TEST(contests and kinds are kept apart) {
  on_every_backend([](storage_place& place) {
    auto s = place.open();
    auto unknown = review_kind::unknown_credential;
    CAF_REQUIRE(s.review->add({attempt(here, 1, 1), attempt(elsewhere, 1, 1),
                               attempt(here, 1, 1, unknown)}));
    CAF_CHECK(s.review->list(here)->size() == 2u);
    CAF_CHECK(s.review->list(elsewhere)->size() == 1u);
    CAF_CHECK(*s.review->attempts(here, unknown) == 1u);
    CAF_CHECK(*s.review->attempts(elsewhere, unknown) == 0u);
  });
}

CAF_TEST(attempts stop at the largest number) {
  on_every_backend([](storage_place& place) {
    auto s = place.open();
    auto many = attempt(here, 1, 1);
    many.attempts = 0xFFFFFFFF;
    CAF_REQUIRE(s.review->add({many, many}));
    CAF_CHECK(s.review->list(here)->front().attempts == 0xFFFFFFFFu);
  });
}

CAF_TEST(past the bound only the counters grow) {
  constexpr auto bound = static_cast<std::uint32_t>(review_store::entries_max);
  on_every_backend([](storage_place& place) {
    auto s = place.open();
    std::vector<review_entry> entries;
    for (std::uint32_t i = 0; i < bound + 10; ++i) {
      entries.push_back(attempt(here, i, 1));
      if (entries.size() == 10'000) {
        CAF_REQUIRE(s.review->add(entries));
        entries.clear();
      }
    }
    CAF_REQUIRE(s.review->add(entries));
    CAF_REQUIRE(s.review->add({attempt(here, 0, 9)}));
    CAF_CHECK(s.review->list(here)->size() == std::size_t{bound});
    CAF_CHECK(*s.review->attempts(here, review_kind::duplicate) == bound + 11u);
  });
}

CAF_TEST(the keys of an election are added once whoever else adds some) {
  on_every_backend([](storage_place& place) {
    auto s = place.open();
    auto first = sample_record(2);
    auto second = sample_record(2);
    second.wrapped_keys = "others";
    auto added = s.catalog->add(first);
    CAF_CHECK(added && *added);
    added = s.catalog->add(second);
    CAF_CHECK(added && !*added);
    auto found = s.catalog->find({2});
    CAF_REQUIRE(found && *found);
    CAF_CHECK(same(**found, first));
  });
}
