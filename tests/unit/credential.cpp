#define CAF_SUITE credential
#include "caf/test/unit_test.hpp"

#include <set>

#include <rapidcheck.h>

#include "domain/credential.hpp"
#include "domain/text.hpp"

using namespace scrutin;

namespace {

const std::string ten_bytes = "0123456789";

std::string strong_code() {
  return make_strong_code(ten_bytes);
}

std::string digest(digest_scheme scheme, const std::string& election) {
  credential x{"123456789", "ABC123"};
  return to_hex(digest_of(x, scheme, election).view());
}

} // namespace

CAF_TEST(a NAS is nine digits with or without spaces and dashes) {
  CAF_CHECK(normalize_nas("123456789") == "123456789");
  CAF_CHECK(normalize_nas(" 123-456 789-") == "123456789");
}

CAF_TEST(anything else is no NAS) {
  for (const auto* text :
       {"", "12345678", "1234567890", "12345678a", "123.456.789", "123\t456789",
        "+123456789", "\xD9\xA1\xD9\xA2", "- -"}) {
    CAF_CHECK(!normalize_nas(text));
  }
}

CAF_TEST(a strong code is eighteen characters and reads itself) {
  auto code = strong_code();
  CAF_CHECK_EQUAL(code.size(), 18u);
  CAF_CHECK(normalize_code(code, code_format::strong) == code);
  CAF_CHECK(normalize_code(group_code(code), code_format::strong) == code);
}

CAF_TEST(a strong code is read in either case with O I and L as digits) {
  CAF_CHECK(rc::check("aliases", [](std::array<std::uint8_t, 10> random) {
    auto code = make_strong_code(
      {reinterpret_cast<const char*>(random.data()), random.size()});
    auto typed = code;
    for (auto& c : typed) {
      c = c == '0'   ? 'o'
          : c == '1' ? (random[0] % 2 == 0 ? 'l' : 'I')
                     : static_cast<char>(std::tolower(c));
    }
    RC_ASSERT(normalize_code(typed, code_format::strong) == code);
  }));
}

CAF_TEST(most mistyped characters of a strong code are noticed) {
  // Ten bits of checksum: about one in a thousand goes unnoticed.
  const std::string alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  auto code = strong_code();
  int noticed = 0;
  int tried = 0;
  for (std::size_t i = 0; i < code.size(); ++i) {
    for (auto c : alphabet) {
      if (c != code[i]) {
        auto typed = code;
        typed[i] = c;
        ++tried;
        noticed += normalize_code(typed, code_format::strong) ? 0 : 1;
      }
    }
  }
  CAF_CHECK_EQUAL(tried, 558);
  CAF_CHECK(noticed >= 550);
}

CAF_TEST(a strong code of another length or alphabet is refused) {
  auto code = strong_code();
  for (const auto& text :
       {std::string{}, code.substr(1), code + "0", code.substr(0, 16),
        'U' + code.substr(1), code.substr(0, 17) + "*", std::string(500, 'A'),
        std::string{"ABC123"}}) {
    CAF_CHECK(!normalize_code(text, code_format::strong));
  }
}

CAF_TEST(a legacy code is six letters or digits) {
  CAF_CHECK(normalize_code("ab-c1 23", code_format::legacy) == "ABC123");
  // Nothing is read as something else: both stand in old rolls.
  CAF_CHECK(normalize_code("O0I1L1", code_format::legacy) == "O0I1L1");
  for (const auto* text : {"", "ABC12", "ABC1234", "ABC12!", "ABC12\xC3\xA9"}) {
    CAF_CHECK(!normalize_code(text, code_format::legacy));
  }
}

CAF_TEST(a legacy code shows each of its 36 symbols) {
  std::set<char> seen;
  for (char symbol = 0; symbol < 36; ++symbol) {
    auto code = make_legacy_code(std::string(6, symbol));
    CAF_CHECK(normalize_code(code, code_format::legacy) == code);
    seen.insert(code.front());
  }
  CAF_CHECK_EQUAL(seen.size(), 36u);
}

CAF_TEST(a strong code is shown in groups and a legacy one as it is) {
  CAF_CHECK_EQUAL(group_code("0123456789ABCDEFGH"), "0123-4567-89AB-CDEF-GH");
  CAF_CHECK_EQUAL(group_code("ABC123"), "ABC123");
}

CAF_TEST(a digest is SHA - 256 of the credential as the scheme joins it) {
  auto hex_of = [](std::string_view text) {
    return to_hex(sha256(text).view());
  };
  CAF_CHECK_EQUAL(digest(digest_scheme::nas_code_election, "loi-12"),
                  hex_of("123456789|ABC123|loi-12"));
  CAF_CHECK_EQUAL(digest(digest_scheme::nas_code, "loi-12"),
                  hex_of("123456789ABC123"));
}

CAF_TEST(a credential that was moved away keeps nothing of it) {
  alignas(credential) unsigned char room[sizeof(credential)];
  auto* x = new (room) credential("987654321", "ABC123");
  credential taken{std::move(*x)};
  CAF_CHECK_EQUAL(taken.nas(), "987654321");
  x->~credential();
  std::string_view left{reinterpret_cast<const char*>(room), sizeof(room)};
  CAF_CHECK(left.find("987654321") == std::string_view::npos);
  CAF_CHECK(left.find("ABC123") == std::string_view::npos);
}
