#define CAF_SUITE partitioning
#include "caf/test/unit_test.hpp"

#include "domain/partitioning.hpp"

using namespace scrutin;

namespace {

credential_tag tag_with(std::uint32_t prefix) {
  credential_tag tag;
  tag.data[0] = static_cast<unsigned char>(prefix >> 8);
  tag.data[1] = static_cast<unsigned char>(prefix & 0xFF);
  tag.data[2] = 0xFF;
  return tag;
}

constexpr std::uint32_t prefixes = 1 << 16;
constexpr std::uint16_t slice_counts[] = {1,  2,  3,   5,    7,    24,
                                          31, 64, 250, 1000, 4095, 4096};

} // namespace

CAF_TEST(a roll is cut into as many slices as it fills) {
  CAF_CHECK_EQUAL(slices_for(0, 250'000), 1u);
  CAF_CHECK_EQUAL(slices_for(250'000, 250'000), 1u);
  CAF_CHECK_EQUAL(slices_for(250'001, 250'000), 2u);
  CAF_CHECK_EQUAL(slices_for(8'000'000, 250'000), 32u);
  CAF_CHECK_EQUAL(slices_for(10'000'000'000, 1), 4096u);
  CAF_CHECK_EQUAL(slices_for(7, 0), 7u);
}

CAF_TEST(a prefix is the first sixteen bits of a tag) {
  CAF_CHECK_EQUAL(slice_prefix(tag_with(0xABCD)), 0xABCDu);
}

CAF_TEST(every prefix lies in the range of its slice and in no other) {
  for (auto slices : slice_counts) {
    std::uint32_t next = 0;
    for (std::uint16_t slice = 0; slice < slices; ++slice) {
      auto range = prefixes_of(slice, slices);
      CAF_REQUIRE_EQUAL(range.first, next);
      for (auto prefix = range.first; prefix < range.last; ++prefix) {
        CAF_REQUIRE(slice_of(tag_with(prefix), slices) == slice);
      }
      next = range.last;
    }
    CAF_CHECK_EQUAL(next, prefixes);
  }
}

CAF_TEST(slices are even to one prefix) {
  for (auto slices : slice_counts) {
    for (std::uint16_t slice = 0; slice < slices; ++slice) {
      auto range = prefixes_of(slice, slices);
      auto size = range.last - range.first;
      CAF_REQUIRE(size == prefixes / slices || size == prefixes / slices + 1);
    }
  }
}
