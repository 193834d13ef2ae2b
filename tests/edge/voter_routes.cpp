// Goal: officials add, revoke and replace voters by credential; what leaves the
// edge is tags, what stays is a reason. Method: the real administration behind
// a real edge, over owners of partitions that say what a test wants.

#define CAF_SUITE voter_routes

#include "tests/edge/admin_world.hpp"

#include "caf/test/unit_test.hpp"

#include <algorithm>

#include "domain/credential.hpp"

using namespace scrutin;
using namespace scrutin::fixtures;

namespace {

const std::string voters_path = "/api/v1/admin/elections/3/regions/1/voters";

void no_limits(edge::edge_options& x) {
  x.rates.enabled = false;
}

credential_tag tag_of(const std::string& nas, const std::string& code) {
  auto elections = edge_elections();
  const auto& served = *elections->find(election_id{3});
  credential who{nas, *normalize_code(code, served.definition.roll.codes)};
  return cast_namer{{3}, served.keys}.tag_of(
    digest_of(who, served.definition.roll.digests, served.definition.code));
}

std::string code_of(const http_answer& x) {
  return x.json().at("code").as_string().c_str();
}

struct fixture {
  admin_world world{no_limits};
  std::string chief = world.token_fields("chief-officer");

  http_answer add(const std::string& fields = "Idempotency-Key: k0\r\n") {
    return world.edge.post(voters_path,
                           R"({"nas":"123 456 789","reason":"moved here"})",
                           chief + fields);
  }
  http_answer revoke() {
    return world.edge.post(
      voters_path + "/revoke",
      R"({"nas":"123456789","code":"abc123","reason":"left"})", chief);
  }
  http_answer replace() {
    return world.edge.post(
      voters_path + "/replace",
      R"({"nas":"123456789","old_code":"abc123","reason":"lost"})", chief);
  }
  std::vector<std::string> last_acts(std::size_t count) {
    auto acts = world.acts();
    acts.erase(acts.begin(), acts.end() - static_cast<std::ptrdiff_t>(count));
    return acts;
  }
  std::string last_act() { return world.acts().back(); }
};

using lines = std::vector<std::string>;

} // namespace

CAF_TEST_FIXTURE_SCOPE(voter_routes_tests, fixture)

CAF_TEST(a voter who is added gets a code whose tag goes to the roll) {
  auto x = add();
  CAF_REQUIRE_EQUAL(x.status, 201U);
  auto changes = world.roll_changes();
  CAF_REQUIRE_EQUAL(changes.size(), 1u);
  CAF_CHECK(changes[0].what == roll_change::addition);
  CAF_CHECK(changes[0].tag == tag_of("123456789", code_of(x)));
  CAF_CHECK(last_acts(2)
            == lines({"chief-officer roll-change-begun election 3 region 1",
                      "chief-officer voter-added election 3 region 1"}));
  CAF_CHECK(world.audit_text().find("moved here") != std::string::npos);
}

CAF_TEST(the same key gets the same code and another key another) {
  auto first = code_of(add("Idempotency-Key: k1\r\n"));
  CAF_CHECK_EQUAL(code_of(add("Idempotency-Key: k1\r\n")), first);
  CAF_CHECK(code_of(add("Idempotency-Key: k2\r\n")) != first);
  CAF_CHECK_EQUAL(add("Idempotency-Key: k\x7F\r\n").status, 400U);
}

CAF_TEST(nobody is added without a key) {
  auto x = add("");
  CAF_CHECK_EQUAL(x.status, 400U);
  CAF_CHECK_EQUAL(x.problem(), "malformed-request");
  CAF_CHECK(x.body.find("needs an Idempotency-Key") != std::string::npos);
  CAF_CHECK_EQUAL(add("Idempotency-Key: \r\n").status, 400U);
  CAF_CHECK(world.roll_changes().empty());
  CAF_CHECK(world.audit_text().find("roll-change-begun") == std::string::npos);
}

CAF_TEST(a voter who is revoked is told of by tag) {
  auto x = revoke();
  CAF_CHECK_EQUAL(x.status, 200U);
  auto changes = world.roll_changes();
  CAF_REQUIRE_EQUAL(changes.size(), 1u);
  CAF_CHECK(changes[0].what == roll_change::revocation);
  CAF_CHECK(changes[0].tag == tag_of("123456789", "ABC123"));
  CAF_CHECK_EQUAL(last_act(),
                  "chief-officer voter-revoked election 3 region 1");
}

CAF_TEST(the old code is revoked before the one new code is added) {
  auto x = replace();
  CAF_REQUIRE_EQUAL(x.status, 201U);
  auto again = replace();
  CAF_CHECK_EQUAL(code_of(again), code_of(x));
  auto changes = world.roll_changes();
  CAF_REQUIRE_EQUAL(changes.size(), 4u);
  CAF_CHECK(changes[0].what == roll_change::revocation);
  CAF_CHECK(changes[0].tag == tag_of("123456789", "ABC123"));
  CAF_CHECK(changes[1].what == roll_change::addition);
  CAF_CHECK(changes[1].tag == tag_of("123456789", code_of(x)));
  CAF_CHECK(changes[3].tag == changes[1].tag);
  CAF_CHECK_EQUAL(last_act(),
                  "chief-officer voter-replaced election 3 region 1");
}

CAF_TEST(each refusal has its status and its line and shows no code) {
  const std::vector<std::pair<roll_verdict, unsigned>> expected{
    {roll_verdict::has_voted, 409},
    {roll_verdict::closed, 409},
    {roll_verdict::unknown, 404},
    {roll_verdict::unavailable, 503}};
  for (const auto& [said, status] : expected) {
    world.roll_answer = said;
    for (const auto& x : {revoke(), replace()}) {
      CAF_CHECK_EQUAL(x.status, status);
      CAF_CHECK(x.body.find("\"code\"") == std::string::npos);
    }
    auto last = last_act();
    auto wanted =
      std::string{"chief-officer "}
      + (status == 503 ? "roll-change-begun" : "roll-change-refused")
      + " election 3 region 1";
    CAF_CHECK_EQUAL(last, wanted);
  }
  // A replacement is never begun from its end.
  for (const auto& x : world.roll_changes()) {
    CAF_CHECK(x.what == roll_change::revocation);
  }
}

CAF_TEST(without a word in time nobody says that it was not done) {
  world.roll_silent = true;
  for (const auto& x : {add(), revoke(), replace()}) {
    CAF_CHECK_EQUAL(x.status, 504U);
    CAF_CHECK_EQUAL(x.problem(), "outcome-unknown");
  }
  CAF_CHECK_EQUAL(last_act(),
                  "chief-officer roll-change-begun election 3 region 1");
}

CAF_TEST(a partition that nobody serves is asked for later) {
  auto x = world.edge.post("/api/v1/admin/elections/3/regions/2/voters",
                           R"({"nas":"123456789","reason":"x"})",
                           chief + "Idempotency-Key: k\r\n");
  CAF_CHECK_EQUAL(x.status, 503U);
  CAF_CHECK(world.roll_changes().empty());
}

CAF_TEST(a returning officer changes the roll of the own region only) {
  auto fields =
    world.token_fields("returning-officer") + "Idempotency-Key: k\r\n";
  auto body = R"({"nas":"123456789","reason":"moved here"})";
  CAF_CHECK_EQUAL(world.edge.post(voters_path, body, fields).status, 201U);
  auto before = world.acts();
  auto elsewhere =
    world.edge.post("/api/v1/admin/elections/3/regions/2/voters", body, fields);
  CAF_CHECK_EQUAL(elsewhere.status, 403U);
  CAF_CHECK(world.acts() == before);
  CAF_CHECK_EQUAL(world.roll_changes().size(), 1u);
}

CAF_TEST(what is wrong with a request is said and changes nothing) {
  auto before = world.acts();
  const std::vector<std::pair<std::string, unsigned>> wrong{
    {"", 400},
    {"{}", 422},
    {R"({"nas":"12345678","reason":"x"})", 422},
    {R"({"nas":"123456789"})", 422},
    {R"({"nas":"123456789","reason":"was 123-456-789 before"})", 422}};
  for (const auto& [body, status] : wrong) {
    auto x =
      world.edge.post(voters_path, body, chief + "Idempotency-Key: k\r\n");
    CAF_CHECK_EQUAL(x.status, status);
  }
  auto code_told = world.edge.post(
    voters_path + "/revoke",
    R"({"nas":"123456789","code":"ABC123","reason":"code abc-123"})", chief);
  CAF_CHECK_EQUAL(code_told.status, 422U);
  for (const char* nowhere : {"/api/v1/admin/elections/9/regions/1/voters",
                              "/api/v1/admin/elections/3/regions/9/voters"}) {
    auto x =
      world.edge.post(nowhere, R"({"nas":"123456789","reason":"x"})", chief);
    CAF_CHECK_EQUAL(x.status, 404U);
  }
  CAF_CHECK(world.acts() == before);
  CAF_CHECK(world.roll_changes().empty());
}

CAF_TEST(no number and no code is in an answer or the log but the new code) {
  auto added = add();
  auto replaced = replace();
  world.roll_answer = roll_verdict::has_voted;
  auto refused = revoke();
  auto log = world.audit_text();
  for (const auto& text : {log, added.body, replaced.body, refused.body}) {
    for (const char* secret :
         {"123456789", "123 456 789", "ABC123", "abc123"}) {
      CAF_CHECK(text.find(secret) == std::string::npos);
    }
  }
  CAF_CHECK(log.find(code_of(added)) == std::string::npos);
  CAF_CHECK(log.find(code_of(replaced)) == std::string::npos);
}

CAF_TEST_FIXTURE_SCOPE_END()
