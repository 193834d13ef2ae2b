#define CAF_SUITE byte_codec
#include "caf/test/unit_test.hpp"

#include <rapidcheck.h>

#include "domain/byte_codec.hpp"
#include "domain/ids.hpp"

using namespace scrutin;
using namespace std::string_literals;

CAF_TEST(numbers are written big - endian) {
  std::string bytes;
  byte_writer out{bytes};
  out.u8(1);
  out.u16(0x0203);
  out.u32(0x04050607);
  out.u64(0x08090A0B0C0D0E0F);
  CAF_CHECK(bytes == "\1\2\3\4\5\6\7\x8\x9\xA\xB\xC\xD\xE\xF"s);
}

CAF_TEST(a reader reads what a writer wrote) {
  CAF_CHECK(rc::check("round trip", [](std::uint8_t a, std::uint16_t b,
                                       std::uint32_t c, std::uint64_t d,
                                       std::uint64_t e, const std::string& f) {
    std::string bytes;
    byte_writer out{bytes};
    out.u8(a);
    out.u16(b);
    out.u32(c);
    out.u64(d);
    out.varint(e);
    out.sized(f);
    byte_reader in{bytes};
    RC_ASSERT(in.u8() == a);
    RC_ASSERT(in.u16() == b);
    RC_ASSERT(in.u32() == c);
    RC_ASSERT(in.u64() == d);
    RC_ASSERT(in.varint() == e);
    RC_ASSERT(in.sized() == f);
    RC_ASSERT(in.complete());
  }));
}

CAF_TEST(varints reach the greatest number and no further) {
  std::string bytes;
  byte_writer{bytes}.varint(UINT64_MAX);
  CAF_CHECK_EQUAL(bytes.size(), 10u);
  CAF_CHECK_EQUAL(byte_reader{bytes}.varint(), UINT64_MAX);
  bytes.back() = 2;
  byte_reader beyond{bytes};
  CAF_CHECK_EQUAL(beyond.varint(), 0u);
  CAF_CHECK(beyond.failed());
}

CAF_TEST(a varint that is longer than it must be is refused) {
  for (const auto& bytes : {"\x80\x00"s, "\x81\x00"s, "\xFF\x80\x00"s}) {
    byte_reader in{bytes};
    CAF_CHECK_EQUAL(in.varint(), 0u);
    CAF_CHECK(in.failed());
  }
}

CAF_TEST(a reader that failed stays failed and yields zeros) {
  byte_reader in{"\1\2\3"};
  CAF_CHECK_EQUAL(in.u32(), 0u);
  CAF_CHECK(in.failed());
  CAF_CHECK_EQUAL(in.u8(), 0u);
  CAF_CHECK_EQUAL(in.varint(), 0u);
  CAF_CHECK_EQUAL(in.sized(), "");
  CAF_CHECK_EQUAL(in.count(1), 0u);
  CAF_CHECK(in.fixed<ballot_id>().is_zero());
  CAF_CHECK(!in.complete());
}

CAF_TEST(a count is believed only as far as bytes are there) {
  CAF_CHECK_EQUAL(byte_reader{"\3abc"}.count(1), 3u);
  CAF_CHECK_EQUAL(byte_reader{"\1abc"}.count(3), 1u);
  byte_reader four{"\4abc"};
  CAF_CHECK_EQUAL(four.count(1), 0u);
  CAF_CHECK(four.failed());
  byte_reader wide{"\2abc"};
  CAF_CHECK_EQUAL(wide.count(2), 0u);
  CAF_CHECK(wide.failed());
}
