// Goal: officials decide at the API what they may, when they may, and the audit
// log says so. Method: the routes of a real edge and administration.
#define CAF_SUITE official_acts

#include "tests/edge/admin_world.hpp"

#include "caf/test/unit_test.hpp"

#include <boost/json/serialize.hpp>

using namespace scrutin;
using namespace scrutin::fixtures;

namespace {

constexpr const char* acts_of = "/api/v1/admin/elections/";

struct fixture {
  admin_world world{[](auto& x) { x.rates.enabled = false; }};
  std::string chief = world.token_fields("chief-officer");

  fixture() {
    account second;
    second.name = "second";
    second.roles.add(role::chief_officer);
    CAF_REQUIRE(world.accounts.add("test", second, "no password"));
  }

  http_answer decide(const std::string& what, const std::string& body,
                     const std::string& fields = {}) {
    return world.edge.post(acts_of + what, body,
                           fields.empty() ? chief : fields);
  }
};

std::string said(const http_answer& x, const char* member) {
  auto json = x.json();
  const auto* found = json.if_contains(member);
  return found == nullptr ? std::string{} : boost::json::serialize(*found);
}

} // namespace

CAF_TEST_FIXTURE_SCOPE(official_acts_tests, fixture)

CAF_TEST(an act is done once and stands in the log) {
  auto opened = decide("3/open", "{}");
  CAF_CHECK_EQUAL(opened.status, 200U);
  CAF_CHECK_EQUAL(said(opened, "stage"), "\"done\"");
  CAF_CHECK_EQUAL(said(opened, "by"), "\"chief-officer\"");
  CAF_CHECK_EQUAL(decide("3/open", "{}").status, 409U);
  auto paused = decide("3/suspend", R"({"region_id":2,"reason":"smoke"})");
  CAF_CHECK_EQUAL(paused.status, 200U);
  CAF_CHECK_EQUAL(said(paused, "region_id"), "2");
  CAF_CHECK_EQUAL(decide("3/resume", R"({"region_id":1})").status, 409U);
  CAF_CHECK_EQUAL(decide("3/resume", R"({"region_id":2})").status, 200U);
  auto later =
    decide("3/extend",
           R"({"until":"2100-01-01T00:00:00.500-05:00","reason":"smoke"})");
  CAF_CHECK_EQUAL(later.status, 200U);
  CAF_CHECK_EQUAL(said(later, "until"), "\"2100-01-01T05:00:00.500Z\"");
  auto lines = world.acts();
  CAF_CHECK_EQUAL(lines.back(), "chief-officer election-extended election 3");
  auto list = world.edge.get(std::string{acts_of} + "3/acts", chief);
  CAF_CHECK_EQUAL(list.status, 200U);
  CAF_CHECK_EQUAL(said(list, "total"), "4");
  auto none = world.edge.get(std::string{acts_of} + "4/acts", chief);
  CAF_CHECK_EQUAL(said(none, "total"), "0");
}

CAF_TEST(what is wrong with an act is said and nothing is done) {
  auto before = world.acts().size();
  CAF_CHECK_EQUAL(decide("3/annul", "{}").status, 422U);
  CAF_CHECK_EQUAL(decide("3/annul", R"({"reason":""})").status, 422U);
  CAF_CHECK_EQUAL(decide("3/annul", R"({"reason":"a\nb"})").status, 422U);
  CAF_CHECK_EQUAL(
    decide("3/annul", "{\"reason\":\"" + std::string(301, 'x') + "\"}").status,
    422U);
  for (const auto* until :
       {"soon", "2100-01-01", "2100-13-01T00:00:00Z", "2100-01-01T00:00:00",
        "1969-01-01T00:00:00Z", "2100-01-01T00:00:00Z and more"}) {
    auto body = std::string{R"({"reason":"r","until":")"} + until + "\"}";
    CAF_CHECK_EQUAL(decide("3/extend", body).status, 422U);
  }
  CAF_CHECK_EQUAL(decide("3/extend", R"({"reason":"r"})").status, 422U);
  CAF_CHECK_EQUAL(decide("9/open", "{}").status, 404U);
  CAF_CHECK_EQUAL(decide("x/open", "{}").status, 404U);
  CAF_CHECK_EQUAL(decide("3/open", R"({"region_id":9})").status, 404U);
  CAF_CHECK_EQUAL(decide("3/open", R"({"region_id":0})").status, 422U);
  CAF_CHECK_EQUAL(decide("3/open", R"({"proposal":77})").status, 409U);
  CAF_CHECK_EQUAL(world.acts().size(), before);
}

CAF_TEST(two officials open what needs two) {
  auto proposed = decide("5/open", "{}");
  CAF_CHECK_EQUAL(proposed.status, 202U);
  CAF_CHECK_EQUAL(said(proposed, "stage"), "\"proposed\"");
  auto body = "{\"proposal\":" + said(proposed, "number") + "}";
  CAF_CHECK_EQUAL(decide("5/open", body).status, 409U);
  CAF_CHECK_EQUAL(decide("5/close", body).status, 409U);
  auto second = world.token_fields("second");
  auto done = decide("5/open", body, second);
  CAF_CHECK_EQUAL(done.status, 200U);
  CAF_CHECK_EQUAL(said(done, "stage"), "\"done\"");
  CAF_CHECK_EQUAL(said(done, "by"), "\"second\"");
  CAF_CHECK_EQUAL(decide("5/open", body, second).status, 409U);
  // Carried out, it waits for nobody.
  auto list = world.edge.get(std::string{acts_of} + "5/acts", chief);
  CAF_CHECK_EQUAL(said(list, "total"), "1");
}

CAF_TEST(a proposal is nobodys after a day) {
  auto proposed = decide("5/open", "{}");
  auto body = "{\"proposal\":" + said(proposed, "number") + "}";
  world.now_ms += election_course::proposal_ms_max;
  auto second = world.token_fields("second");
  CAF_CHECK_EQUAL(decide("5/open", body, second).status, 409U);
}

CAF_TEST(a returning officer decides for the own region) {
  auto officer = world.token_fields("returning-officer");
  auto annul = [&](const std::string& election, const std::string& region) {
    return decide(election + "/annul", "{\"reason\":\"r\"" + region + "}",
                  officer)
      .status;
  };
  CAF_CHECK_EQUAL(annul("3", ""), 403U);
  CAF_CHECK_EQUAL(annul("3", ",\"region_id\":2"), 403U);
  CAF_CHECK_EQUAL(annul("4", ",\"region_id\":1"), 403U);
  CAF_CHECK_EQUAL(annul("3", ",\"region_id\":1"), 200U);
}

CAF_TEST(a candidate is withdrawn with a reason and once) {
  auto gone =
    decide("5/withdraw", R"({"region_id":1,"candidate_id":2,"reason":"ill"})");
  CAF_REQUIRE_EQUAL(gone.status, 200U);
  CAF_CHECK_EQUAL(said(gone, "act"), "\"withdraw\"");
  CAF_CHECK_EQUAL(said(gone, "candidate_id"), "2");
  auto lines = world.acts();
  CAF_CHECK_EQUAL(lines.back(), "chief-officer candidate-withdrawn election 5");
  CAF_CHECK_EQUAL(
    decide("5/withdraw", R"({"region_id":1,"candidate_id":2,"reason":"ill"})")
      .status,
    409U);
  CAF_CHECK_EQUAL(
    decide("5/withdraw", R"({"region_id":1,"candidate_id":9,"reason":"ill"})")
      .status,
    404U);
  CAF_CHECK_EQUAL(
    decide("5/withdraw", R"({"region_id":1,"candidate_id":3})").status, 422U);
  CAF_CHECK_EQUAL(
    decide("5/withdraw", R"({"candidate_id":3,"reason":"ill"})").status, 422U);
  CAF_CHECK_EQUAL(
    decide("5/withdraw", R"({"region_id":1,"reason":"ill"})").status, 422U);
  // Election 3 declares no rule.
  auto none =
    decide("3/withdraw", R"({"region_id":1,"candidate_id":2,"reason":"ill"})");
  CAF_CHECK_EQUAL(none.status, 409U);
  CAF_CHECK(none.body.find("declared before") != std::string::npos);
}

CAF_TEST(names are listed and merged only where they are written in) {
  auto list = [this](const std::string& of) {
    return world.edge.get(acts_of + of, chief).status;
  };
  CAF_CHECK_EQUAL(list("3/write-ins"), 409U);
  CAF_CHECK_EQUAL(list("9/write-ins"), 404U);
  CAF_CHECK_EQUAL(list("3/write-ins?region=9"), 404U);
  CAF_CHECK_EQUAL(list("3/write-ins?region=x"), 400U);
  auto merge = [this](const std::string& of, const std::string& name) {
    return decide(of + "/merge", R"({"region_id":1,"write_in":")" + name
                                   + R"(","candidate_id":2})")
      .status;
  };
  CAF_CHECK_EQUAL(merge("3", "Zoe"), 422U);
  CAF_CHECK_EQUAL(merge("3", "0123456789abcdef"), 409U);
  CAF_CHECK_EQUAL(
    decide("3/merge", R"({"region_id":1,"candidate_id":2})").status, 422U);
  CAF_CHECK_EQUAL(list("6/write-ins?region=1"), 200U);
  CAF_CHECK_EQUAL(merge("6", "0123456789abcdef"), 200U);
  auto lines = world.acts();
  CAF_CHECK_EQUAL(lines.back(), "chief-officer write-in-merged election 6");
  auto officer = world.token_fields("returning-officer");
  CAF_CHECK_EQUAL(
    world.edge.get(std::string{acts_of} + "6/write-ins", officer).status, 403U);
}

CAF_TEST_FIXTURE_SCOPE_END()
