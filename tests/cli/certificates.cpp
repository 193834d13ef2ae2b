// Goal: a closed election opened again from its disk gives the same bytes of a
// result, and whoever has such a result and the public key finds any change of
// it. Method: an embedded store with frames as validators write them; the
// commands in this process.
#define CAF_SUITE certificates
#include "caf/test/unit_test.hpp"

#include <fstream>

#include <boost/json.hpp>

#include "domain/certification/result_certificate.hpp"
#include "held_election.hpp"
#include "nodes/election_recount.hpp"
#include "sample_election.hpp"

using namespace scrutin;

namespace {

namespace json = boost::json;

const ballots_by_region ballots = {
  {1,
   {{20, single_choice{{1}}}, {11, single_choice{{2}}}, {2, blank_choice{}}}},
  {2, {{5, single_choice{{1}}}, {9, single_choice{{2}}}}}};

/// The result of what lies in the store now, signed.
result_certificate certificate_of(const held_election& held,
                                  std::uint32_t version = 1,
                                  const std::string& previous = "") {
  auto opened = held.open();
  const auto* served = opened.elections->find(std::string{"L1"});
  CAF_REQUIRE(served != nullptr);
  auto counted = recount(opened.at, *served, [](auto, auto) {});
  CAF_REQUIRE(counted);
  certification x;
  x.rules = &served->definition;
  x.version = version;
  x.previous_sha256 = previous;
  x.at_ms = 1'700'000'000'000;
  x.line = 12;
  for (const auto& each : *counted) {
    const auto& where = *served->definition.find_contest(each.region);
    x.contests.push_back(
      {each.region, each.voters,
       count_contest(served->definition, where, each.votes)});
  }
  auto made =
    make_certificate(x, signing_key{served->definition.id, served->keys});
  CAF_REQUIRE(made);
  return *made;
}

struct fixture {
  held_election held{"partition_voters = 10\n" + law_document(), ballots};

  std::string write(const std::string& text) {
    auto file = held / "result.json";
    std::ofstream{file, std::ios::binary} << text;
    return file.string();
  }
  std::string key() {
    auto shown = run_command(
      {"keys", "show", "-c", held.config(), "-e", "L1", "-o", "json"});
    CAF_CHECK_EQUAL(shown.code, 0);
    return json::value_to<std::string>(json::parse(shown.out).at("public_key"));
  }
  command_result verify(const std::string& text, const std::string& under) {
    return run_command(
      {"election", "verify-certificate", write(text), "--public-key", under});
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(certificate_tests, fixture)

CAF_TEST(an election opened again from its disk gives the same bytes) {
  auto one = certificate_of(held);
  auto two = certificate_of(held);
  CAF_CHECK_EQUAL(one.text, two.text);
  CAF_CHECK(one.text.find("\"outcome\":\"passed\"") != std::string::npos);
  // Whatever the order in which ballots were cast; keys differ, results do not.
  holding shuffled;
  shuffled.seed = 9;
  shuffled.ballots_a_frame = 2;
  held_election other{"partition_voters = 10\n" + law_document(), ballots,
                      shuffled};
  CAF_CHECK_EQUAL(certificate_of(other).sha256, one.sha256);
}

CAF_TEST(a certificate verifies under the key of its election alone) {
  auto made = certificate_of(held);
  auto under = key();
  auto good = verify(made.text, under);
  CAF_CHECK_EQUAL(good.code, 0);
  CAF_CHECK_EQUAL(good.out, "verified: L1, the whole election, version 1, "
                            "sha256 "
                              + made.sha256 + "\n");
  // Laid out otherwise it says the same.
  auto spaced = made.text;
  spaced.insert(spaced.find(':') + 1, "\n  ");
  CAF_CHECK_EQUAL(verify(spaced, under).code, 0);
  auto other_key = under;
  other_key[3] = other_key[3] == 'a' ? 'b' : 'a';
  CAF_CHECK_EQUAL(verify(made.text, other_key).code, 1);
  CAF_CHECK_EQUAL(verify(made.text, "a5").code, 2);
  CAF_CHECK_EQUAL(verify("no JSON", under).code, 1);
  auto missing = run_command({"election", "verify-certificate",
                              (held / "none").string(), "--public-key", under});
  CAF_CHECK_EQUAL(missing.code, 5);
}

CAF_TEST(any change of what was signed is found) {
  auto made = certificate_of(held);
  auto under = key();
  for (const auto& [part, other] :
       {std::pair{"\"ballots\":33", "\"ballots\":34"},
        std::pair{"\"audit_line\":12", "\"audit_line\":13"},
        std::pair{"\"winners\":[1]", "\"winners\":[2]"},
        std::pair{"\"version\":1", "\"version\":2"},
        std::pair{"\"eligible\":", "\"eligible\":-"},
        std::pair{"\"sha256\":\"", "\"sha256\":\"0"},
        std::pair{"Ed25519", "Ed448"}}) {
    auto changed = made.text;
    auto at = changed.find(part);
    CAF_REQUIRE(at != std::string::npos);
    changed.replace(at, std::string_view{part}.size(), other);
    auto x = verify(changed, under);
    CAF_CHECK_EQUAL(x.code, 1);
    CAF_CHECK_EQUAL(x.out, "");
  }
}

CAF_TEST(every version has to name the one before) {
  auto one = certificate_of(held);
  auto under = key();
  auto list_of = [](const std::vector<result_certificate>& all) {
    std::string text;
    for (const auto& each : all) {
      text += text.empty() ? "" : ",";
      text += "{\"certificate\":" + each.text + "}";
    }
    return "{\"certificates\":[" + text + "]}";
  };
  auto two = certificate_of(held, 2, one.sha256);
  CAF_CHECK_EQUAL(verify(list_of({one, two}), under).code, 0);
  auto alone = certificate_of(held, 2, std::string(64, '0'));
  CAF_CHECK_EQUAL(verify(list_of({one, alone}), under).code, 1);
  CAF_CHECK_EQUAL(verify(list_of({two, one}), under).code, 1);
}

CAF_TEST_FIXTURE_SCOPE_END()
