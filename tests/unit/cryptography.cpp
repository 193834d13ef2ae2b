// Goal: the primitives are the published ones. Method: published vectors.
#define CAF_SUITE cryptography
#include "caf/test/unit_test.hpp"

#include "domain/cryptography.hpp"
#include "domain/text.hpp"

using namespace scrutin;

namespace {

std::string bytes(std::string_view hex) {
  return from_hex(hex).value();
}

std::string hash_of(std::string_view text) {
  return to_hex(sha256(text).view());
}

// HMAC pads a key with zeros to a block of 64 bytes, so that a short key and
// the same key padded to 32 bytes are the same key.
secret_key padded(std::string key) {
  key.resize(secret_key::size);
  return secret_key{key};
}

std::string hmac_of(const std::string& key, std::string_view text) {
  return to_hex(keyed_hash{padded(key)}(text).view());
}

struct gcm_vector {
  std::string key, nonce, associated, text, sealed;
};

const std::string gcm_key = "feffe9928665731c6d6a8f9467308308"
                            "feffe9928665731c6d6a8f9467308308";
const std::string gcm_text =
  "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
  "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39";
const std::string gcm_cipher =
  "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
  "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662";

// Source: McGrew and Viega, The Galois/Counter Mode of Operation (submitted to
// NIST), appendix B, test cases 13 to 16.
std::vector<gcm_vector> gcm_vectors() {
  const std::string zeros(64, '0');
  return {
    {zeros, zeros.substr(0, 24), "", "", "530f8afbc74536b9a963b4f1c4cb738b"},
    {zeros, zeros.substr(0, 24), "", zeros.substr(0, 32),
     "cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919"},
    {gcm_key, "cafebabefacedbaddecaf888", "", gcm_text + "1aafd255",
     gcm_cipher + "898015adb094dac5d93471bdec1a502270e3cc6c"},
    {gcm_key, "cafebabefacedbaddecaf888",
     "feedfacedeadbeeffeedfacedeadbeefabaddad2", gcm_text,
     gcm_cipher + "76fc6ece0f4e1768cddf8853bb2d551b"},
  };
}

} // namespace

CAF_TEST(SHA - 256 gives the hashes of FIPS 180 - 4) {
  CAF_CHECK_EQUAL(
    hash_of(""),
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  CAF_CHECK_EQUAL(
    hash_of("abc"),
    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CAF_CHECK_EQUAL(
    hash_of("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
    "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  CAF_CHECK_EQUAL(
    hash_of(std::string(1'000'000, 'a')),
    "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

CAF_TEST(HMAC - SHA - 256 gives the codes of RFC 4231) {
  CAF_CHECK_EQUAL(
    hmac_of(std::string(20, '\x0b'), "Hi There"),
    "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
  CAF_CHECK_EQUAL(
    hmac_of("Jefe", "what do ya want for nothing?"),
    "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  CAF_CHECK_EQUAL(
    hmac_of(std::string(20, '\xaa'), std::string(50, '\xdd')),
    "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe");
  CAF_CHECK_EQUAL(
    hmac_of(bytes("0102030405060708090a0b0c0d0e0f10111213141516171819"),
            std::string(50, '\xcd')),
    "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b");
}

CAF_TEST(a keyed hash can be used again and moved) {
  keyed_hash hash{padded("Jefe")};
  auto first = hash("ballot");
  CAF_CHECK(hash("other") != first);
  CAF_CHECK(hash("ballot") == first);
  auto moved = std::move(hash);
  CAF_CHECK(moved("ballot") == first);
}

CAF_TEST(AES - 256 - GCM seals and opens as published) {
  for (const auto& x : gcm_vectors()) {
    sealer with{secret_key{bytes(x.key)}};
    auto sealed = with.seal(bytes(x.nonce), bytes(x.associated), bytes(x.text));
    CAF_CHECK_EQUAL(to_hex(sealed), x.sealed);
    auto text = with.open(bytes(x.nonce), bytes(x.associated), sealed);
    CAF_REQUIRE(text);
    CAF_CHECK_EQUAL(to_hex(*text), x.text);
  }
}

CAF_TEST(every single flipped bit of nonce or associated data or seal shows) {
  auto x = gcm_vectors().back();
  sealer with{secret_key{bytes(x.key)}};
  std::string parts[] = {bytes(x.nonce), bytes(x.associated), bytes(x.sealed)};
  for (auto& part : parts) {
    for (std::size_t bit = 0; bit < part.size() * 8; ++bit) {
      auto mask = static_cast<char>(1 << (bit % 8));
      part[bit / 8] = static_cast<char>(part[bit / 8] ^ mask);
      auto opened = with.open(parts[0], parts[1], parts[2]);
      part[bit / 8] = static_cast<char>(part[bit / 8] ^ mask);
      CAF_REQUIRE(!opened);
      CAF_REQUIRE(opened.failure().code == ec::damaged);
    }
  }
  // And it is of use afterwards.
  CAF_CHECK(with.open(parts[0], parts[1], parts[2]));
}

CAF_TEST(sealed bytes that are too short or of another nonce size are damaged) {
  sealer with{padded("key")};
  CAF_CHECK(!with.open(std::string(12, 'n'), "", std::string(15, 's')));
  CAF_CHECK(!with.open(std::string(11, 'n'), "", std::string(32, 's')));
}

CAF_TEST(another key opens nothing) {
  auto sealed = sealer{padded("one")}.seal(std::string(12, 'n'), "", "text");
  CAF_CHECK(!sealer{padded("two")}.open(std::string(12, 'n'), "", sealed));
}

CAF_TEST(each purpose and context has a key of its own) {
  auto key = padded("master");
  auto a = derive_key(key, "frame", "1");
  CAF_CHECK(a.view() == derive_key(key, "frame", "1").view());
  CAF_CHECK(a.view() != derive_key(key, "frame", "2").view());
  CAF_CHECK(a.view() != derive_key(key, "frame1").view());
  CAF_CHECK(a.view() != derive_key(key, "wrap", "1").view());
  CAF_CHECK(a.view() != derive_key(padded("other"), "frame", "1").view());
  CAF_CHECK_EQUAL(to_hex(a.view()), to_hex(keyed_hash{key}(std::string{"frame\0"
                                                                       "1",
                                                                       7})
                                             .view()));
}

CAF_TEST(comparing in constant time compares) {
  CAF_CHECK(equal_in_constant_time("", ""));
  CAF_CHECK(equal_in_constant_time("abc", "abc"));
  CAF_CHECK(!equal_in_constant_time("abc", "abd"));
  CAF_CHECK(!equal_in_constant_time("abc", "ab"));
}
