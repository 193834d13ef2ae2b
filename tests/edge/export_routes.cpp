// Goal: a control room sees nodes, partitions and turnout, and officials take
// results and refused attempts away as JSON or CSV, no more than they may see
// elsewhere. Method: the routes of a real edge and administration.
#define CAF_SUITE export_routes

#include "tests/edge/admin_world.hpp"

#include "caf/test/unit_test.hpp"

#include <caf/send.hpp>

#include "domain/cluster_state.hpp"
#include "edge/accept.hpp"

using namespace scrutin;
using namespace scrutin::fixtures;

namespace {

constexpr const char* csv = "Accept: text/csv\r\n";

struct fixture {
  admin_world world{[](auto& x) { x.rates.enabled = false; }};
  std::string auditor = world.token_fields("auditor");

  http_answer get(const std::string& path, const std::string& fields = {}) {
    return world.edge.get("/api/v1/admin/" + path, auditor + fields);
  }

  /// Lets out a result of region 1 of election 3, and waits until it is seen.
  void publish(const contest_report& x) {
    raw_client watcher{world.edge.port()};
    watcher.send("GET /api/v1/stream HTTP/1.1\r\nHost: a\r\n\r\n");
    watcher.receive_until("event: snapshot");
    world.edge.world.publish({1, {x}});
    watcher.receive_until("\"turnout\":" + std::to_string(x.turnout));
  }
};

contest_report released() {
  contest_report x;
  x.contest = {{3}, {1}};
  x.turnout = 41;
  x.eligible = 100;
  x.votes_released = true;
  x.closed = true;
  x.count.ballots = 41;
  x.count.blank = 1;
  x.count.votes = {{{1}, 30}, {{2}, 10}};
  x.count.winners = {{1}};
  return x;
}

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

} // namespace

CAF_TEST_FIXTURE_SCOPE(export_routes_tests, fixture)

CAF_TEST(a node alone is the whole list) {
  auto told = get("nodes");
  CAF_REQUIRE_EQUAL(told.status, 200U);
  auto nodes = told.json().at("nodes").as_array();
  CAF_REQUIRE_EQUAL(nodes.size(), 1u);
  CAF_CHECK(nodes[0].at("state") == "live");
}

CAF_TEST(statistics say how many partitions answer and never what is in them) {
  auto told = get("statistics");
  CAF_REQUIRE_EQUAL(told.status, 200U);
  auto body = told.json();
  const auto& elections = body.at("elections").as_array();
  auto of = [&](std::int64_t id) {
    for (const auto& x : elections) {
      if (x.at("election_id") == id) {
        return x.as_object();
      }
    }
    CAF_FAIL("no statistics of an election");
  };
  auto open = of(3);
  CAF_CHECK(open.at("partitions_not_open") == 2);
  auto closed = of(4);
  CAF_CHECK(closed.at("partitions_closed") == 4);
  // Nobody serves those of the fifth.
  auto silent = of(5);
  CAF_CHECK(silent.at("partitions_silent") == silent.at("partitions"));
  CAF_CHECK(body.at("accounts").as_int64() > 5);
  CAF_CHECK(!has(told.body, "ballots"));
  publish(released());
  auto later = get("statistics").json();
  for (const auto& x : later.at("elections").as_array()) {
    if (x.at("election_id") == 3) {
      CAF_CHECK(x.at("turnout") == 41);
      CAF_CHECK(x.at("eligible") == 100);
    }
  }
}

CAF_TEST(results are taken away as JSON and CSV) {
  publish(released());
  auto told = get("elections/3/exports/results");
  CAF_REQUIRE_EQUAL(told.status, 200U);
  CAF_CHECK(has(told.field("Content-Disposition"), "E3-results.json"));
  CAF_CHECK(told.json().at("regions").as_array().size() >= 1u);
  auto table = get("elections/3/exports/results", csv);
  CAF_CHECK(has(table.field("Content-Type"), "text/csv"));
  CAF_CHECK(has(table.field("Content-Disposition"), "E3-results.csv"));
  CAF_CHECK(has(table.body, ",option,1,"));
  CAF_CHECK(has(table.body, ",30,elected\n"));
  CAF_CHECK(has(table.body, ",blank,,,,1,\n"));
  CAF_CHECK(has(table.body, ",turnout,,,,41,\n"));
  auto same = get("elections/3/exports/results?format=csv");
  CAF_CHECK_EQUAL(same.body, table.body);
  CAF_CHECK_EQUAL(get("elections/9/exports/results").status, 404U);
  CAF_CHECK_EQUAL(get("elections/3/exports/results?format=xml").status, 400U);
  // A law, too.
  CAF_CHECK(get("elections/1/exports/results").json().if_contains("law"));
}

CAF_TEST(what is not released is in no file) {
  auto held = released();
  held.votes_released = false;
  held.closed = false;
  held.count = {};
  publish(held);
  auto table = get("elections/3/exports/results?format=csv");
  CAF_CHECK(!has(table.body, ",option,1,"));
  CAF_CHECK(!has(table.body, ",ballots,"));
  CAF_CHECK(has(table.body, ",turnout,,,,41,\n"));
}

CAF_TEST(of regions that come out in one sum the first has the votes) {
  auto sum = released();
  sum.merged = {{1}, {2}};
  publish(sum);
  auto table = get("elections/3/exports/results?format=csv");
  CAF_CHECK(has(table.body, ",1 2,option,1,"));
}

CAF_TEST(refused attempts are taken away as JSON and CSV) {
  world.fill_review();
  auto told = get("elections/3/exports/duplicates?region=1");
  CAF_REQUIRE_EQUAL(told.status, 200U);
  auto entries = told.json().at("entries").as_array();
  CAF_REQUIRE_EQUAL(entries.size(), 1u);
  CAF_CHECK(entries[0].at("kind") == "duplicate");
  auto table = get("elections/3/exports/duplicates?region=1", csv);
  CAF_CHECK(has(table.field("Content-Type"), "text/csv"));
  CAF_CHECK(has(table.body, "1,duplicate,1,2024-10-04,2024-10-04,1,1\n"));
  auto patterns = get("elections/3/exports/error-patterns?region=1", csv);
  CAF_CHECK(has(patterns.body, ",poison,"));
  CAF_CHECK_EQUAL(get("elections/3/exports/duplicates").status, 400U);
  CAF_CHECK_EQUAL(get("elections/3/exports/duplicates?region=9").status, 400U);
  CAF_CHECK_EQUAL(get("elections/9/exports/duplicates?region=1").status, 404U);
  auto lists = get("review?election=3&region=1", csv);
  CAF_CHECK(has(lists.body, "number,kind,attempts"));
  auto audit = get("audit", csv);
  CAF_CHECK(has(audit.body, "number,at,actor"));
  auto preferred = get("audit", "Accept: application/json, text/csv;q=0.5\r\n");
  CAF_CHECK(has(preferred.field("Content-Type"), "json"));
}

CAF_TEST(a client gets what it wants most) {
  using edge::quality_of_type;
  CAF_CHECK_EQUAL(quality_of_type("", "text/csv"), 1000u);
  CAF_CHECK_EQUAL(quality_of_type("*/*", "text/csv"), 1000u);
  CAF_CHECK_EQUAL(quality_of_type("text/*;q=0.3", "text/csv"), 300u);
  // What says more exactly what it is about prevails.
  CAF_CHECK_EQUAL(quality_of_type("*/*;q=0.1, text/csv;q=0.9", "text/csv"),
                  900u);
  CAF_CHECK_EQUAL(quality_of_type("text/csv;q=0, */*", "text/csv"), 0u);
  CAF_CHECK_EQUAL(quality_of_type("text/csv;header=present;q=0.2", "text/csv"),
                  200u);
  CAF_CHECK_EQUAL(quality_of_type("application/json", "text/csv"), 0u);
  CAF_CHECK_EQUAL(quality_of_type(";;,,=", "text/csv"), 0u);
  CAF_CHECK_EQUAL(quality_of_type("text", "text/csv"), 0u);
  CAF_CHECK_EQUAL(quality_of_type("textish/*", "text/csv"), 0u);
}

CAF_TEST_FIXTURE_SCOPE_END()
