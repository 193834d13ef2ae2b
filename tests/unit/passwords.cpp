#define CAF_SUITE passwords
#include "domain/administration/password.hpp"

#include "caf/test/unit_test.hpp"

using namespace scrutin;

namespace {

constexpr password_cost cheap{64, 1, 1};
const std::string salt(password_salt_size, 's');

} // namespace

CAF_TEST(a password has 12 to 128 bytes and no control characters) {
  CAF_CHECK(check_password("correct horse").has_value());
  CAF_CHECK(check_password("mot de passe é").has_value());
  CAF_CHECK(check_password(std::string(12, 'x')).has_value());
  CAF_CHECK(check_password(std::string(128, 'x')).has_value());
  CAF_CHECK(!check_password(std::string(11, 'x')));
  CAF_CHECK(!check_password(std::string(129, 'x')));
  CAF_CHECK(!check_password("line\nbreak in it"));
  CAF_CHECK(!check_password("not utf-8 \xFF\xFE in it"));
  CAF_CHECK(!check_password(""));
}

CAF_TEST(a hash knows its password and no other) {
  auto hashed = hash_password("correct horse", salt, cheap);
  CAF_REQUIRE(hashed.has_value());
  CAF_CHECK(*password_matches(*hashed, "correct horse"));
  CAF_CHECK(!*password_matches(*hashed, "correct horsf"));
  CAF_CHECK(!*password_matches(*hashed, ""));
  CAF_CHECK(hashed->find("correct") == std::string::npos);
}

// Source: the reference program, `echo -n password | argon2 somesalt -id -t 2
// -m 16 -p 1`, as its test vectors have it.
CAF_TEST(a hash of the reference program is understood) {
  constexpr auto known = "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$"
                         "CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";
  CAF_CHECK(*password_matches(known, "password"));
  CAF_CHECK(!*password_matches(known, "passwore"));
}

CAF_TEST(the default cost is the one of the standard) {
  password_cost x;
  CAF_CHECK_EQUAL(x.memory_kib, 65'536u);
  CAF_CHECK_EQUAL(x.passes, 3u);
  CAF_CHECK_EQUAL(x.lanes, 1u);
  auto hashed = hash_password("correct horse", salt, x);
  CAF_REQUIRE(hashed.has_value());
  CAF_CHECK_EQUAL(hashed->rfind("$argon2id$v=19$m=65536,t=3,p=1$", 0), 0u);
}

CAF_TEST(the same password under another salt is another text) {
  auto one = hash_password("correct horse", salt, cheap);
  auto two =
    hash_password("correct horse", std::string(password_salt_size, 't'), cheap);
  CAF_CHECK(*one != *two);
}

CAF_TEST(texts that ask for any amount or are no hash are damage) {
  for (const auto* wrong :
       {"", "x", "$argon2id$", "$argon2id$v=19$m=4294967295,t=1,p=1$c29t$aGFo",
        "$argon2id$v=19$m=64,t=4000000000,p=1$c29tZXNhbHQ$aGFo",
        "$argon2id$v=19$m=64,t=1,p=99999$c29tZXNhbHQ$aGFo",
        "$argon2i$v=19$m=64,t=1,p=1$c29tZXNhbHQ$aGFo",
        "$argon2id$v=19$m=64,t=1,p=1$", "$argon2id$v=19$m=64,t=1,p=1",
        "$argon2id$v=19$m=-1,t=1,p=1$c29tZXNhbHQ$aGFo"}) {
    auto x = password_matches(wrong, "correct horse");
    CAF_CHECK(!x && x.failure().code == ec::damaged);
  }
  auto long_one = password_matches(std::string(100'000, '$'), "correct horse");
  CAF_CHECK(!long_one);
}
