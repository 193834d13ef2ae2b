// Goal: a signed result is the same bytes whoever writes it, and any change of
// it is noticed. Method: known answers, and documents changed by a byte.
#define CAF_SUITE certificates
#include "caf/test/unit_test.hpp"

#include "domain/certification/result_certificate.hpp"
#include "domain/text.hpp"
#include "tests/fixtures/elections.hpp"

using namespace scrutin;
using namespace scrutin::fixtures;

namespace {

secret_key key_of(const std::string& hex) {
  return secret_key{*from_hex(hex)};
}

certification some_result(const election& rules) {
  tally votes;
  votes.add(to_canonical(single_choice{{1}}), 3);
  votes.add(to_canonical(single_choice{{2}}), 2);
  certification x;
  x.rules = &rules;
  x.at_ms = 1'700'000'000'123;
  x.line = 17;
  x.contests = {{{1}, 10, count_contest(rules, rules.contests.front(), votes)}};
  return x;
}

} // namespace

CAF_TEST(signatures are those of the standard) {
  // Source: RFC 8032, section 7.1, tests 1 and 2.
  signing_key one{
    key_of("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")};
  CAF_CHECK_EQUAL(
    to_hex(one.published().view()),
    "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
  CAF_CHECK_EQUAL(
    to_hex(one.sign("").view()),
    "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
    "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b");
  signing_key two{
    key_of("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb")};
  auto by = two.sign("\x72");
  CAF_CHECK_EQUAL(
    to_hex(by.view()),
    "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
    "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00");
  CAF_CHECK(is_signed("\x72", by, two.published()));
  CAF_CHECK(!is_signed("\x73", by, two.published()));
  CAF_CHECK(!is_signed("\x72", by, one.published()));
  by.data[5] ^= 1;
  CAF_CHECK(!is_signed("\x72", by, two.published()));
}

CAF_TEST(each election signs under a key of its own) {
  auto keys = election_keys::from(std::string(election_keys_size, 'k'));
  auto others = election_keys::from(std::string(election_keys_size, 'o'));
  signing_key one{{1}, keys};
  CAF_CHECK(one.published() == signing_key({1}, keys).published());
  CAF_CHECK(one.published() != signing_key({2}, keys).published());
  CAF_CHECK(one.published() != signing_key({1}, others).published());
}

CAF_TEST(canonical JSON has one way to say a thing) {
  using object = canonical_json::object;
  canonical_json x = object{
    {"b", canonical_json::array{std::uint64_t{1}, true, canonical_json{}}},
    {"a", "\n\"\\\x01 é"},
    {"c", object{}},
    {"exact", (std::uint64_t{1} << 53) - 1},
    {"large", std::uint64_t{1} << 53}};
  CAF_CHECK_EQUAL(x.text(),
                  "{\"a\":\"\\n\\\"\\\\\\u0001 é\",\"b\":[1,true,null],"
                  "\"c\":{},\"exact\":9007199254740991,"
                  "\"large\":\"9007199254740992\"}");
}

CAF_TEST(a document says what was decided and by which rules) {
  auto rules = referendum();
  auto text = document_of(some_result(rules)).text();
  for (const char* part :
       {"\"audit_line\":17", "\"certified_at\":\"2023-11-14T22:13:20Z\"",
        "\"format\":\"scrutin-result-1\"", "\"region_id\":null",
        "\"version\":1", "\"previous_sha256\":null", "\"eligible\":10",
        "\"ballots\":5", "\"outcome\":\"passed\"", "\"winners\":[1]",
        "\"rounds_sha256\":\"", "\"rules_sha256\":\""}) {
    CAF_CHECK_NOT_EQUAL(text.find(part), std::string::npos);
  }
  CAF_CHECK_EQUAL(text, document_of(some_result(rules)).text());
}

CAF_TEST(a region by itself has no outcome) {
  auto rules = referendum();
  auto x = some_result(rules);
  x.region = {1};
  auto text = document_of(x).text();
  CAF_CHECK_NOT_EQUAL(text.find("\"outcome\":null"), std::string::npos);
  CAF_CHECK_NOT_EQUAL(text.find("\"region_id\":1"), std::string::npos);
}

CAF_TEST(a certificate holds its document and a signature of it) {
  auto rules = referendum();
  auto keys = election_keys::from(std::string(election_keys_size, 'k'));
  signing_key key{rules.id, keys};
  auto x = some_result(rules);
  auto made = make_certificate(x, key);
  CAF_REQUIRE(made);
  auto text = document_of(x).text();
  CAF_CHECK_NOT_EQUAL(made->text.find("\"document\":" + text + ","),
                      std::string::npos);
  CAF_CHECK_EQUAL(made->sha256, to_hex(sha256(text).view()));
  CAF_CHECK_NOT_EQUAL(made->text.find(to_hex(key.sign(text).view())),
                      std::string::npos);
  auto again = make_certificate(x, key);
  CAF_REQUIRE(again);
  CAF_CHECK_EQUAL(again->text, made->text);
}
