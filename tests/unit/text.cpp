#define CAF_SUITE text
#include "caf/test/unit_test.hpp"

#include <rapidcheck.h>

#include "domain/text.hpp"

using namespace scrutin;
using namespace std::string_literals;

CAF_TEST(hexadecimal is lower case and two characters a byte) {
  CAF_CHECK_EQUAL(to_hex("\x00\x0F\xA0\xFF"s), "000fa0ff");
  CAF_CHECK_EQUAL(to_hex(""), "");
}

CAF_TEST(hexadecimal is read in either case) {
  CAF_CHECK(from_hex("00fA") == "\x00\xFA"s);
  CAF_CHECK(from_hex("") == ""s);
}

CAF_TEST(hexadecimal of odd length or with another character is refused) {
  for (const auto* text : {"a", "abc", "0g", "g0", " 0", "0x", "-1"}) {
    CAF_CHECK(!from_hex(text));
  }
}

CAF_TEST(base32 is written in the alphabet of Crockford) {
  CAF_CHECK_EQUAL(to_base32(""), "");
  CAF_CHECK_EQUAL(to_base32("\x00"s), "00");
  CAF_CHECK_EQUAL(to_base32("\xFF"), "ZW");
  // 00000 00001 00010 00011 00100 00101 00110 00111
  CAF_CHECK_EQUAL(to_base32("\x00\x44\x32\x14\xC7"s), "01234567");
}

CAF_TEST(base32 reads what it wrote) {
  CAF_CHECK(rc::check("base32 round trip", [](const std::string& bytes) {
    RC_ASSERT(from_base32(to_base32(bytes)) == bytes);
  }));
}

CAF_TEST(hexadecimal reads what it wrote) {
  CAF_CHECK(rc::check("hexadecimal round trip", [](const std::string& bytes) {
    RC_ASSERT(from_hex(to_hex(bytes)) == bytes);
  }));
}

CAF_TEST(base32 takes O for 0 and I and L for 1 and skips dashes and spaces) {
  CAF_CHECK(from_base32("OI-lo 1i") == from_base32("011011"));
  CAF_CHECK(from_base32("zw") == "\xFF"s);
}

CAF_TEST(base32 refuses foreign characters and set spare bits) {
  CAF_CHECK(!from_base32("U0"));
  CAF_CHECK(!from_base32("0_"));
  CAF_CHECK(!from_base32("0\xC3\xA9"));
  CAF_CHECK(!from_base32("01"));
  CAF_CHECK(!from_base32("0"));
  CAF_CHECK(!from_base32("000"));
  CAF_CHECK(from_base32("00"));
}

CAF_TEST(well - formed UTF - 8 is accepted up to the last code point) {
  for (const auto& text :
       {""s, "Qu\u00E9bec"s, "\u0800"s, "\uFFFF"s, "\U00010000"s, "\U0010FFFF"s,
        "\xEE\x80\x80"s, "\xED\x9F\xBF"s, "\0"s}) {
    CAF_CHECK(is_utf8(text));
  }
}

CAF_TEST(broken UTF - 8 is refused) {
  for (const auto* text : {
         "\x80",             // a continuation without its lead
         "\xC0\xAF",         // overlong, two bytes
         "\xC1\xBF",         // overlong, two bytes
         "\xE0\x9F\xBF",     // overlong, three bytes
         "\xF0\x8F\xBF\xBF", // overlong, four bytes
         "\xED\xA0\x80",     // first surrogate
         "\xED\xBF\xBF",     // last surrogate
         "\xF4\x90\x80\x80", // beyond U+10FFFF
         "\xF5\x80\x80\x80", // a lead that never is
         "\xFF",
         "\xC3",         // cut off
         "\xE2\x82",     // cut off
         "\xF0\x9F\x92", // cut off
         "\xC3(",        // no continuation
         "\xE2(\xA1",    // no continuation
         "\xE2\x82(",    // no continuation
       }) {
    CAF_CHECK(!is_utf8(text));
  }
}
