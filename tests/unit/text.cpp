#define CAF_SUITE text
#include "caf/test/unit_test.hpp"

#include "domain/text.hpp"

using namespace scrutin;

CAF_TEST(base32 reads what it wrote) {
  std::string bytes = "\x01\xFF\x00 ballot";
  CAF_CHECK(from_base32(to_base32(bytes)) == bytes);
}

CAF_TEST(base32 refuses foreign characters and set spare bits) {
  CAF_CHECK(!from_base32("U"));
  CAF_CHECK(!from_base32("01"));
  CAF_CHECK(from_base32("00"));
}
