#define CAF_SUITE election_keys
#include "caf/test/unit_test.hpp"

#include <set>

#include "domain/credential.hpp"
#include "domain/election_directory.hpp"
#include "domain/election_keys.hpp"
#include "tests/fixtures/elections.hpp"

using namespace scrutin;

namespace {

election_keys keys() {
  std::string random;
  for (char c : {'t', 'b', 'r', 'f'}) {
    random += std::string(secret_key::size, c);
  }
  return election_keys::from(random);
}

secret_key master() {
  return secret_key{std::string(secret_key::size, 'm')};
}

const std::string nonce(12, 'n');

credential_digest digest(const std::string& text) {
  return credential_digest::from(sha256(text).view());
}

} // namespace

CAF_TEST(each key has its own bytes) {
  auto x = keys();
  CAF_CHECK(x.tag.view() == std::string(32, 't'));
  CAF_CHECK(x.ballot.view() == std::string(32, 'b'));
  CAF_CHECK(x.retry.view() == std::string(32, 'r'));
  CAF_CHECK(x.frame.view() == std::string(32, 'f'));
}

CAF_TEST(wrapped keys unwrap under their master key and election) {
  auto wrapped = wrap(keys(), master(), {3}, nonce);
  auto x = unwrap(wrapped, master(), {3});
  CAF_REQUIRE(x);
  CAF_CHECK(x->tag.view() == keys().tag.view());
  CAF_CHECK(x->ballot.view() == keys().ballot.view());
  CAF_CHECK(x->retry.view() == keys().retry.view());
  CAF_CHECK(x->frame.view() == keys().frame.view());
  CAF_CHECK(wrapped.find(std::string(8, 't')) == std::string::npos);
}

CAF_TEST(wrapped keys open for nobody else) {
  auto wrapped = wrap(keys(), master(), {3}, nonce);
  auto refused = [](const result<election_keys>& x) {
    return !x && x.failure().code == ec::no_key;
  };
  secret_key other{std::string(secret_key::size, 'x')};
  CAF_CHECK(refused(unwrap(wrapped, other, {3})));
  CAF_CHECK(refused(unwrap(wrapped, master(), {4})));
  for (std::size_t i = 0; i < wrapped.size(); ++i) {
    auto damaged = wrapped;
    damaged[i] = static_cast<char>(damaged[i] ^ 1);
    CAF_REQUIRE(refused(unwrap(damaged, master(), {3})));
    CAF_REQUIRE(refused(unwrap(wrapped.substr(0, i), master(), {3})));
  }
}

CAF_TEST(a cast is named by all that it is) {
  cast_namer namer{{3}, keys()};
  auto x = namer.name(digest("a"), "key", "oui");
  auto same = namer.name(digest("a"), "key", "oui");
  CAF_CHECK(x.tag == same.tag && x.ballot == same.ballot
            && x.retry == same.retry && x.request == same.request);
  CAF_CHECK(x.tag == namer.tag_of(digest("a")));

  auto other_selection = namer.name(digest("a"), "key", "non");
  CAF_CHECK(other_selection.tag == x.tag);
  CAF_CHECK(other_selection.ballot == x.ballot);
  CAF_CHECK(other_selection.retry != x.retry);
  CAF_CHECK(other_selection.request != x.request);

  auto other_key = namer.name(digest("a"), "kez", "oui");
  CAF_CHECK(other_key.tag == x.tag);
  CAF_CHECK(other_key.ballot != x.ballot);
  CAF_CHECK(other_key.retry != x.retry);

  auto other_voter = namer.name(digest("b"), "key", "oui");
  CAF_CHECK(other_voter.tag != x.tag);
  CAF_CHECK(other_voter.ballot != x.ballot);
  CAF_CHECK(other_voter.retry != x.retry);

  auto elsewhere = cast_namer{{4}, keys()}.name(digest("a"), "key", "oui");
  CAF_CHECK(elsewhere.ballot != x.ballot);
  CAF_CHECK(elsewhere.retry != x.retry);
}

CAF_TEST(a retry key does not run into the selection) {
  cast_namer namer{{3}, keys()};
  CAF_CHECK(namer.name(digest("a"), "ab", "c").retry
            != namer.name(digest("a"), "a", "bc").retry);
}

CAF_TEST(a directory finds elections by id and by code) {
  std::vector<served_election> list;
  list.push_back({fixtures::single(2), keys(), {{{1}, 5}}});
  list.push_back({fixtures::referendum(), keys(), {}});
  election_directory x{std::move(list)};
  CAF_CHECK_EQUAL(x.all().front().definition.id.value, 1u);
  CAF_CHECK(x.find("mairie") == x.find(election_id{7}));
  CAF_CHECK(x.find(election_id{2}) == nullptr);
  CAF_CHECK(x.find("") == nullptr);
  CAF_CHECK_EQUAL(x.find("mairie")->slices_of({1}), 5u);
  CAF_CHECK_EQUAL(x.find("mairie")->slices_of({2}), 0u);
}

CAF_TEST(codes of voters who come later are the same each time and for nobody else) {
  auto namer_of = [](char key) {
    return cast_namer{
      {1}, election_keys::from(std::string(election_keys_size, key))};
  };
  auto namer = namer_of('a');
  for (auto format : {code_format::strong, code_format::legacy}) {
    auto added = [&](std::uint32_t region, const char* nas, const char* key) {
      return namer.code_of_added({region}, nas, key, format);
    };
    auto code = added(1, "123456789", "k");
    CAF_CHECK(normalize_code(code, format) == code);
    CAF_CHECK_EQUAL(added(1, "123456789", "k"), code);
    CAF_CHECK(added(2, "123456789", "k") != code);
    CAF_CHECK(added(1, "123456788", "k") != code);
    CAF_CHECK(added(1, "123456789", "l") != code);
    CAF_CHECK(namer_of('b').code_of_added({1}, "123456789", "k", format)
              != code);
    credential_digest lost;
    lost.data.fill(7);
    auto in_place = namer.code_in_place_of(lost, format);
    CAF_CHECK(normalize_code(in_place, format) == in_place);
    CAF_CHECK_EQUAL(namer.code_in_place_of(lost, format), in_place);
    CAF_CHECK(namer_of('b').code_in_place_of(lost, format) != in_place);
    lost.data.fill(8);
    CAF_CHECK(namer.code_in_place_of(lost, format) != in_place);
  }
}
