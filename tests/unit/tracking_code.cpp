#define CAF_SUITE tracking_code
#include "caf/test/unit_test.hpp"

#include <rapidcheck.h>

#include "domain/byte_codec.hpp"
#include "domain/cryptography.hpp"
#include "domain/text.hpp"
#include "domain/tracking_code.hpp"

using namespace scrutin;

namespace {

tracking_code sample() {
  return {{{3}, {200}, 17}, ballot_id::from("0123456789abcdef")};
}

// A code with a true checksum over any body.
std::string signed_code(const std::string& body) {
  auto hash = sha256("scrutin tracking code " + body);
  return to_base32(body + std::string{hash.view().substr(0, 4)});
}

} // namespace

CAF_TEST(a tracking code reads itself) {
  CAF_CHECK(
    rc::check("round trip", [](std::uint32_t election, std::uint32_t region,
                               std::uint16_t slice) {
      tracking_code x{{{election}, {region}, slice}, sample().ballot};
      auto read = parse_tracking_code(to_string(x));
      RC_ASSERT(read.has_value());
      RC_ASSERT(read->partition == x.partition);
      RC_ASSERT(read->ballot == x.ballot);
    }));
}

CAF_TEST(a tracking code stands in groups of five) {
  auto text = to_string(sample());
  for (std::size_t i = 0; i < text.size(); ++i) {
    CAF_CHECK_EQUAL(text[i] == '-', i % 6 == 5);
  }
}

CAF_TEST(a tracking code is read in lower case and without its dashes) {
  auto text = to_string(sample());
  std::string typed;
  for (char c : text) {
    if (c != '-') {
      typed += static_cast<char>(std::tolower(c));
    }
  }
  CAF_CHECK(parse_tracking_code(typed)->ballot == sample().ballot);
}

CAF_TEST(any single wrong character of a tracking code is refused) {
  const std::string alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ!U\n";
  auto text = to_string(sample());
  for (std::size_t i = 0; i < text.size(); ++i) {
    for (char c : alphabet) {
      auto typed = text;
      typed[i] = c;
      if (typed != text) {
        CAF_REQUIRE(!parse_tracking_code(typed));
      }
    }
  }
}

CAF_TEST(any missing or doubled or exchanged character is refused) {
  auto text = to_base32(*from_base32(to_string(sample())));
  for (std::size_t i = 0; i < text.size(); ++i) {
    auto missing = text;
    missing.erase(i, 1);
    auto doubled = text;
    doubled.insert(i, 1, text[i]);
    CAF_REQUIRE(!parse_tracking_code(missing));
    CAF_REQUIRE(!parse_tracking_code(doubled));
    auto exchanged = text;
    if (i > 0 && text[i] != text[i - 1]) {
      std::swap(exchanged[i], exchanged[i - 1]);
      CAF_REQUIRE(!parse_tracking_code(exchanged));
    }
  }
}

CAF_TEST(a true checksum over the wrong body is refused) {
  const std::string id(16, 'b');
  auto body = [&](std::uint64_t election, std::uint64_t region,
                  std::uint64_t slice) {
    std::string bytes;
    byte_writer out{bytes};
    out.varint(election);
    out.varint(region);
    out.varint(slice);
    return bytes + id;
  };
  CAF_CHECK(parse_tracking_code(signed_code(body(1, 2, 3))));
  CAF_CHECK(!parse_tracking_code(signed_code(body(1ULL << 32, 2, 3))));
  CAF_CHECK(!parse_tracking_code(signed_code(body(1, 1ULL << 32, 3))));
  CAF_CHECK(!parse_tracking_code(signed_code(body(1, 2, 1 << 16))));
  CAF_CHECK(!parse_tracking_code(signed_code(body(1, 2, 3) + "x")));
  CAF_CHECK(!parse_tracking_code(signed_code(id)));
  CAF_CHECK(!parse_tracking_code(signed_code("")));
}

CAF_TEST(empty and overlong texts are no tracking codes) {
  CAF_CHECK(!parse_tracking_code(""));
  CAF_CHECK(!parse_tracking_code("0000"));
  CAF_CHECK(!parse_tracking_code(to_string(sample()) + std::string(128, '-')));
}
