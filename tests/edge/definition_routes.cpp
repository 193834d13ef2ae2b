#define CAF_SUITE definition_routes

#include "tests/edge/admin_world.hpp"

#include "caf/test/unit_test.hpp"

#include <boost/json/parse.hpp>

#include "domain/text.hpp"

using namespace scrutin;
using namespace scrutin::fixtures;

namespace json = boost::json;

namespace {

constexpr const char* council = "/api/v1/admin/elections/3";

struct fixture {
  admin_world world{[](auto& x) { x.rates.enabled = false; }};
  std::string officer = world.token_fields("chief-officer");

  http_answer put(const std::string& document,
                  const std::string& target = council) {
    return world.edge.put(target, document, officer);
  }
  std::size_t lines() {
    auto all = world.acts();
    return static_cast<std::size_t>(std::count(
      all.begin(), all.end(), "chief-officer election-defined election 3"));
  }
};

bool is_problem(const http_answer& x, unsigned status,
                const std::string& name) {
  return x.status == status
         && x.body.find("urn:scrutin:problem:" + name + "\"")
              != std::string::npos;
}

} // namespace

CAF_TEST_FIXTURE_SCOPE(definition_routes_tests, fixture)

CAF_TEST(a definition is an act with a line and the hash of its document) {
  auto x = put(council_document());
  CAF_CHECK_EQUAL(x.status, 200u);
  auto told = json::parse(x.body);
  CAF_CHECK(told.at("status") == "defined");
  CAF_CHECK_EQUAL(lines(), 1u);
  auto hash = to_hex(sha256(council_document()).view());
  CAF_CHECK(world.audit_text().find("E3; SHA-256 " + hash)
            != std::string::npos);
  auto again = put(council_document());
  CAF_CHECK_EQUAL(again.status, 200u);
  CAF_CHECK(json::parse(again.body).at("status") == "unchanged");
  CAF_CHECK_EQUAL(lines(), 1u);
}

CAF_TEST(a dry run says field by field what would change) {
  CAF_REQUIRE_EQUAL(put(council_document()).status, 200u);
  auto x = put(council_document("Board", "Zoe"),
               std::string{council} + "?dry_run=true");
  CAF_CHECK_EQUAL(x.status, 200u);
  auto told = json::parse(x.body);
  CAF_CHECK(told.at("status") == "would-change");
  auto changes = told.at("changes").as_array();
  CAF_REQUIRE_EQUAL(changes.size(), 3u);
  CAF_CHECK(changes[0].at("field") == "name.en");
  CAF_CHECK(changes[0].at("before") == "Council");
  CAF_CHECK(changes[0].at("after") == "Board");
  CAF_CHECK(changes[1].at("field") == "regions[1].options[1].name.en");
  CAF_CHECK_EQUAL(lines(), 1u);
  auto odd = put(council_document(), std::string{council} + "?dry_run=yes");
  CAF_CHECK(is_problem(odd, 400, "malformed-request"));
}

CAF_TEST(what changes the meaning of ballots is refused with its own problem) {
  CAF_REQUIRE_EQUAL(put(council_document()).status, 200u);
  world.has_begun = true;
  auto x = put(council_document("Council", "Zoe"));
  CAF_CHECK(is_problem(x, 409, "definition-changed"));
  CAF_CHECK(x.body.find("regions[1].options[1].name.en") != std::string::npos);
  auto named = put(council_document("Board"));
  CAF_CHECK_EQUAL(named.status, 200u);
}

CAF_TEST(documents that are wrong or not TOML are refused with what to mend) {
  auto x = put("id = 3\ncode = 5\n");
  CAF_CHECK(is_problem(x, 422, "invalid-fields"));
  CAF_CHECK(x.body.find("document:2: code:") != std::string::npos);
  auto other = put(council_document(), "/api/v1/admin/elections/4");
  CAF_CHECK(is_problem(other, 422, "invalid-fields"));
  auto as_json = world.edge.exchange(
    std::string{"PUT "} + council
    + " HTTP/1.1\r\nHost: test\r\nContent-Type: application/json\r\n"
      "Content-Length: 2\r\n"
    + officer + "\r\n{}");
  CAF_CHECK(is_problem(as_json, 415, "unsupported-media-type"));
  CAF_CHECK_EQUAL(lines(), 0u);
}

CAF_TEST(an election that is new is made) {
  auto text = council_document();
  text.replace(text.find("id = 3"), 6, "id = 9");
  text.replace(text.find("E3"), 2, "E9");
  auto x = put(text, "/api/v1/admin/elections/9");
  CAF_CHECK_EQUAL(x.status, 201u);
  CAF_CHECK(json::parse(x.body).at("new") == true);
  text.replace(text.find("id = 9"), 6, "id = 8");
  auto taken = put(text, "/api/v1/admin/elections/8");
  CAF_CHECK(is_problem(taken, 409, "conflict"));
}

CAF_TEST(elections are listed and shown as the node serves them) {
  auto list = world.edge.get("/api/v1/admin/elections", officer);
  CAF_REQUIRE_EQUAL(list.status, 200u);
  auto all = json::parse(list.body).at("elections").as_array();
  CAF_CHECK_EQUAL(all.size(), 6u);
  CAF_CHECK(all[2].at("code") == "E3");
  CAF_CHECK(all[2].at("source") == "document");
  auto one = world.edge.get(council, officer);
  CAF_REQUIRE_EQUAL(one.status, 200u);
  CAF_CHECK(json::parse(one.body).at("state").is_string());
  auto none = world.edge.get("/api/v1/admin/elections/99", officer);
  CAF_CHECK_EQUAL(none.status, 404u);
  // Made by a test, without a document.
  auto text = world.edge.get(council, officer + "Accept: application/toml\r\n");
  CAF_CHECK_EQUAL(text.status, 404u);
}

CAF_TEST_FIXTURE_SCOPE_END()
