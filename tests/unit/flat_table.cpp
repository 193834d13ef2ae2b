#define CAF_SUITE flat_table
#include "caf/test/unit_test.hpp"

#include <map>

#include <rapidcheck.h>

#include "domain/cryptography.hpp"
#include "domain/flat_table.hpp"
#include "domain/ids.hpp"

using namespace scrutin;

namespace {

struct record {
  credential_tag tag;
  std::uint32_t value = 0;
  [[nodiscard]] const credential_tag& key() const { return tag; }
};

credential_tag tag_of(std::uint32_t number) {
  return credential_tag::from(sha256(std::to_string(number)).view());
}

// Tags that all want the same place.
credential_tag crowded(std::uint8_t number) {
  credential_tag tag;
  tag.data.fill(0xFF);
  tag.data.back() = number;
  return tag;
}

} // namespace

CAF_TEST(an empty table holds nothing) {
  flat_table<record> table;
  CAF_CHECK(table.find(tag_of(1)) == nullptr);
  CAF_CHECK_EQUAL(table.size(), 0u);
  CAF_CHECK_EQUAL(table.memory_bytes(), 0u);
}

CAF_TEST(a zero key is never taken in) {
  flat_table<record> table;
  CAF_CHECK(!table.insert({}));
  CAF_CHECK(table.insert({tag_of(1), 1}));
  CAF_CHECK(table.find(credential_tag{}) == nullptr);
}

CAF_TEST(a second record of a key changes nothing) {
  flat_table<record> table;
  CAF_CHECK(table.insert({tag_of(1), 1}));
  CAF_CHECK(!table.insert({tag_of(1), 2}));
  CAF_CHECK_EQUAL(table.find(tag_of(1))->value, 1u);
  CAF_CHECK_EQUAL(table.size(), 1u);
}

CAF_TEST(keys that want the last place wrap around to the first) {
  flat_table<record> table{8};
  for (std::uint8_t i = 0; i < 8; ++i) {
    CAF_CHECK(table.insert({crowded(i), i}));
  }
  for (std::uint8_t i = 0; i < 8; ++i) {
    CAF_REQUIRE(table.find(crowded(i)) != nullptr);
    CAF_CHECK_EQUAL(table.find(crowded(i))->value, i);
  }
  CAF_CHECK(table.find(crowded(8)) == nullptr);
}

CAF_TEST(a table behaves as a map) {
  CAF_CHECK(rc::check("as a map", [](const std::vector<std::uint16_t>& keys) {
    flat_table<record> table;
    std::map<std::uint16_t, std::uint32_t> model;
    std::uint32_t value = 0;
    for (auto key : keys) {
      bool inserted = table.insert({tag_of(key), ++value});
      RC_ASSERT(inserted == model.emplace(key, value).second);
    }
    RC_ASSERT(table.size() == model.size());
    for (const auto& [key, expected] : model) {
      RC_ASSERT(table.find(tag_of(key))->value == expected);
    }
    std::size_t visited = 0;
    table.for_each([&](const record& x) { visited += x.value != 0 ? 1 : 0; });
    RC_ASSERT(visited == model.size());
  }));
}

CAF_TEST(room that was reserved is not outgrown) {
  constexpr std::uint32_t expected = 10'000;
  flat_table<record> table{expected};
  auto memory = table.memory_bytes();
  for (std::uint32_t i = 0; i < expected; ++i) {
    table.insert({tag_of(i), i});
  }
  CAF_CHECK_EQUAL(table.size(), expected);
  CAF_CHECK_EQUAL(table.memory_bytes(), memory);
  CAF_CHECK(memory <= (expected * 8 / 7 + 2) * sizeof(record));
}
