// Goal: voters see what the definition says of candidates, regions and hours,
// who has withdrawn and who is acclaimed. Method: a real edge over hand-made
// actors, with election 3 as each test wants it.
#define CAF_SUITE candidates

#include "tests/edge/edge_fixture.hpp"

#include "caf/test/unit_test.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "domain/ballot_sequence.hpp"

using namespace scrutin;
using namespace scrutin::fixtures;

namespace {

namespace json = boost::json;

const std::string candidates_of_1 = "/api/v1/elections/3/regions/1/candidates";
const std::string ballot = "/api/v1/ballot";
const std::string voter = R"({"nas":"123-456 789","code":"abc123"})";

void no_limits(edge::edge_options& x) {
  x.rates.enabled = false;
}

// An edge whose election 3 is another one.
struct edited {
  explicit edited(const std::function<void(election&)>& change,
                  bool has_slices_2 = true)
    : edge{no_limits, [&](edge::edge_services& x) {
             auto all = x.elections->all().copies();
             change(all.at(2).definition);
             if (!has_slices_2) {
               all.at(2).slices.pop_back();
             }
             x.elections = std::make_shared<election_directory>(std::move(all));
           }} {}

  json::array list(const std::string& path) {
    return json::parse(edge.get(path).body).as_array();
  }
  // Publishes, and waits for the event stream to tell.
  void publish(const contest_report& x) {
    raw_client watcher{edge.port()};
    watcher.send("GET /api/v1/stream HTTP/1.1\r\nHost: a\r\n\r\n");
    watcher.receive_until("event: snapshot");
    edge.world.publish({1, {x}});
    watcher.receive_until("\"turnout\":" + std::to_string(x.turnout));
  }

  edge_fixture edge;
};

contest_report withdrawn_report() {
  contest_report x;
  x.contest = {{3}, {1}};
  x.version = 1;
  x.eligible = 100;
  x.turnout = 41;
  x.votes_released = true;
  x.withdrawn = {{2}};
  x.count.ballots = 41;
  x.count.withdrawn = 5;
  x.count.votes = {{{1}, 27}, {{2}, 0}, {{3}, 9}};
  x.count.winners = {{1}};
  return x;
}

std::vector<std::int64_t> ids_of(const json::array& options,
                                 const char* member) {
  std::vector<std::int64_t> ids;
  for (const auto& option : options) {
    ids.push_back(option.at(member).as_int64());
  }
  return ids;
}

} // namespace

CAF_TEST(a candidate may have a bio and a photo and a page) {
  edited at{[](election& x) {
    auto& option = x.contests[0].options[1];
    option.bio = bilingual{"Menuisière", "Joiner"};
    option.photo = "/2.jpg";
    option.web = "https://ann.example";
  }};
  auto list = at.list(candidates_of_1);
  CAF_CHECK(list[1].at("bio").at("fr") == "Menuisière");
  CAF_CHECK(list[1].at("photo") == "/2.jpg");
  CAF_CHECK(list[1].at("web") == "https://ann.example");
  CAF_CHECK(list[0].as_object().if_contains("bio") == nullptr);
  CAF_CHECK(list[0].as_object().if_contains("withdrawn") == nullptr);
}

CAF_TEST(each region has its own hours and its own zone) {
  edited at{[](election& x) {
    x.time_zone = "America/Toronto";
    x.regions[1].window = voting_window{1'200, 3'000};
    x.regions[1].time_zone = "America/St_Johns";
  }};
  auto regions = at.list("/api/v1/regions?election=3");
  CAF_CHECK(regions[0].at("closes_at") == "1970-01-01T00:00:02.000Z");
  CAF_CHECK(regions[0].at("time_zone") == "America/Toronto");
  CAF_CHECK(regions[1].at("opens_at") == "1970-01-01T00:00:01.200Z");
  CAF_CHECK(regions[1].at("closes_at") == "1970-01-01T00:00:03.000Z");
  CAF_CHECK(regions[1].at("time_zone") == "America/St_Johns");
  auto elections = at.list("/api/v1/elections");
  CAF_CHECK(elections[0].at("opens_at") == "1970-01-01T00:00:01.000Z");
  CAF_CHECK(elections[0].at("closes_at") == "1970-01-01T00:00:03.000Z");
}

CAF_TEST(a cast is told the hours of its region) {
  edited at{[](election& x) {
    x.regions[0].window = voting_window{1'600, 3'000};
  }};
  at.edge.world.answer = verdict::not_open;
  auto x = at.edge.post("/api/v1/elections/vote",
                        election_ballot("\"candidate_id\":1"));
  CAF_CHECK_EQUAL(x.problem(), "not-open");
  auto body = x.json();
  CAF_CHECK(body.at("opens_at") == "1970-01-01T00:00:01.600Z");
}

CAF_TEST(only regions that are open are on the ballot) {
  edited at{[](election& x) {
    x.regions[1].window = voting_window{1'600, 3'000};
  }};
  at.edge.world.voters = {{{{3}, {1}}, voter_state::has_not_voted},
                          {{{3}, {2}}, voter_state::has_not_voted}};
  auto body = at.edge.post(ballot, voter).json();
  const auto& list = body.at("contests").as_array();
  CAF_REQUIRE_EQUAL(list.size(), 1u);
  CAF_CHECK(list[0].at("region_id") == 1);
  CAF_CHECK(list[0].at("closes_at") == "1970-01-01T00:00:02.000Z");
}

CAF_TEST(lists and ballots go by the order of the election) {
  edited at{[](election& x) { x.order = ballot_order_rule::alphabetical; }};
  at.edge.world.voters = {{{{3}, {1}}, voter_state::has_not_voted}};
  // Ann, Bo, Léa.
  const std::vector<std::int64_t> expected{2, 3, 1};
  CAF_CHECK(ids_of(at.list(candidates_of_1), "candidate_id") == expected);
  auto body = at.edge.post(ballot, voter).json();
  const auto& contest = body.at("contests").as_array()[0];
  CAF_CHECK(ids_of(contest.at("options").as_array(), "option_id") == expected);
  CAF_CHECK(contest.at("ballot_order") == "alphabetical");
}

CAF_TEST(a rotated ballot is the own one of its voter) {
  edited at{[](election& x) { x.order = ballot_order_rule::rotated; }};
  at.edge.world.voters = {{{{3}, {1}}, voter_state::has_not_voted}};
  auto shown = [&] {
    auto body = at.edge.post(ballot, voter).json();
    return ids_of(body.at("contests").as_array()[0].at("options").as_array(),
                  "option_id");
  };
  auto first = shown();
  CAF_CHECK(shown() == first);
  CAF_CHECK((ids_of(at.list(candidates_of_1), "candidate_id")
             == std::vector<std::int64_t>{1, 2, 3}));
  // That of the tag under which the partition was asked.
  auto rules = edge_elections()->find(election_id{3})->definition;
  rules.order = ballot_order_rule::rotated;
  credential_tag tag;
  for (const auto& query : at.edge.world.queries()) {
    if (query.partition.election.value == 3) {
      tag = query.tag;
    }
  }
  std::vector<std::int64_t> expected;
  for (const auto* option : shown_order(rules, rules.contests[0], tag)) {
    expected.push_back(option->id.value);
  }
  CAF_CHECK(first == expected);
}

CAF_TEST(who has withdrawn is marked wherever candidates stand) {
  edited at{[](election& x) { x.withdrawal = withdrawal_rule::votes_void; }};
  at.edge.world.voters = {{{{3}, {1}}, voter_state::has_not_voted}};
  at.publish(withdrawn_report());
  auto list = at.list(candidates_of_1);
  CAF_CHECK(list[1].at("withdrawn").as_bool());
  CAF_CHECK(list[0].as_object().if_contains("withdrawn") == nullptr);
  auto body = at.edge.post(ballot, voter).json();
  const auto& options =
    body.at("contests").as_array()[0].at("options").as_array();
  CAF_CHECK(options[1].at("withdrawn").as_bool());
  auto results = at.edge.get("/api/v1/elections/3/regions/1/results").json();
  CAF_CHECK(results.at("withdrawn") == 5);
  CAF_CHECK(results.at("withdrawal") == "votes_void");
  CAF_CHECK(results.at("candidates").at(1).at("withdrawn").as_bool());
  // Of 36 ballots that count for somebody.
  CAF_CHECK(results.at("candidates").at(0).at("percentage") == 75.0);
  auto nation = at.edge.get("/api/v1/elections/3/results").json();
  CAF_CHECK(nation.at("withdrawn") == 5);
  CAF_CHECK(nation.at("candidates").at(1).at("withdrawn").as_bool());
}

CAF_TEST(who has to be written in stands on no ballot and in every result) {
  edited at{[](election& x) {
    x.write_ins = true;
    x.contests.front().options.back().write_in = true;
  }};
  at.edge.world.voters = {{{{3}, {1}}, voter_state::has_not_voted}};
  auto report = withdrawn_report();
  report.withdrawn.clear();
  report.count.withdrawn = 0;
  report.count.written_in = 5;
  at.publish(report);
  auto results = at.edge.get("/api/v1/elections/3/regions/1/results").json();
  const auto& all = results.at("candidates").as_array();
  CAF_CHECK(all.back().at("write_in").as_bool());
  CAF_CHECK(all.front().as_object().if_contains("write_in") == nullptr);
  CAF_CHECK(results.at("write_ins") == 5);
  auto nation = at.edge.get("/api/v1/elections/3/results").json();
  CAF_CHECK(nation.at("write_ins") == 5);
  auto list = at.list(candidates_of_1);
  CAF_CHECK_EQUAL(list.size(), all.size() - 1);
  auto body = at.edge.post(ballot, voter).json();
  const auto& contest = body.at("contests").as_array()[0];
  CAF_CHECK_EQUAL(contest.at("options").as_array().size(), all.size() - 1);
  CAF_CHECK(contest.at("write_ins").as_bool());
}

CAF_TEST(regions that come out in one sum both show it as the sum) {
  edited at{[](election&) {}};
  auto report = withdrawn_report();
  report.withdrawn.clear();
  report.count.withdrawn = 0;
  report.merged = {{1}, {2}};
  contest_report other;
  other.contest = {{3}, {2}};
  other.votes_released = true;
  other.turnout = 3;
  other.merged = report.merged;
  at.publish(report);
  at.publish(other);
  auto shown = [&](const char* region) {
    return at.edge
      .get("/api/v1/elections/3/regions/" + std::string{region} + "/results")
      .json();
  };
  for (const auto* region : {"1", "2"}) {
    auto results = shown(region);
    CAF_CHECK(results.at("merged_region_ids") == (json::array{1, 2}));
    CAF_CHECK(results.at("total_votes") == report.count.ballots);
    CAF_CHECK(results.at("candidates").at(0).at("votes")
              == report.count.votes.at(0).votes);
  }
  CAF_CHECK(shown("2").at("turnout") == 3);
  auto nation = at.edge.get("/api/v1/elections/3/results").json();
  CAF_CHECK(nation.at("total_votes") == report.count.ballots);
  CAF_CHECK(nation.at("regions_reported") == 2);
}

CAF_TEST(a region of a sum is told with the sum whichever comes first) {
  edited at{[](election&) {}};
  auto first = withdrawn_report();
  first.merged = {{1}, {2}};
  contest_report second;
  second.contest = {{3}, {2}};
  second.votes_released = true;
  second.turnout = 3;
  second.merged = first.merged;
  raw_client watcher{at.edge.port()};
  watcher.send("GET /api/v1/stream HTTP/1.1\r\nHost: a\r\n\r\n");
  watcher.receive_until("event: snapshot");
  at.edge.world.publish({1, {second}});
  // Once something later is told, the second was not.
  contest_report later;
  later.contest = {{4}, {1}};
  later.turnout = 17;
  at.edge.world.publish({2, {later}});
  auto before = watcher.receive_until("\"turnout\":17,");
  CAF_CHECK(before.find("\"turnout\":3,") == std::string::npos);
  at.edge.world.publish({3, {first}});
  auto told = watcher.receive_until("\"turnout\":3,");
  auto events = told.substr(told.find("event: results"));
  CAF_CHECK(events.find("\"total_votes\":0,") == std::string::npos);
  auto region = events.rfind("\"region_id\":2,");
  CAF_REQUIRE(region != std::string::npos);
  auto total = "\"total_votes\":" + std::to_string(first.count.ballots) + ",";
  CAF_CHECK(events.find(total, region) != std::string::npos);
}

CAF_TEST(a cast for who has withdrawn is told so) {
  edited at{[](election& x) { x.withdrawal = withdrawal_rule::votes_void; }};
  at.publish(withdrawn_report());
  at.edge.world.answer = verdict::invalid_selection;
  auto vote = [&](const char* choice, const char* fields) {
    return at.edge.post("/api/v1/elections/vote", election_ballot(choice),
                        fields);
  };
  auto x = vote("\"candidate_id\":2", "Accept-Language: en\r\n");
  CAF_CHECK_EQUAL(x.status, 409U);
  CAF_CHECK_EQUAL(x.problem(), "candidate-withdrawn");
  CAF_CHECK(x.body.find("vote again") != std::string::npos);
  CAF_CHECK(vote("\"candidate_id\":2", "Accept-Language: fr\r\n")
              .body.find("votez de nouveau")
            != std::string::npos);
  CAF_CHECK_EQUAL(vote("\"candidate_id\":9", "").problem(), "unknown-option");
}

CAF_TEST(a withdrawal that annuls leaves the seat empty) {
  edited at{
    [](election& x) { x.withdrawal = withdrawal_rule::contest_annulled; }};
  auto report = withdrawn_report();
  report.closed = true;
  report.count.annulled = true;
  at.publish(report);
  auto x = at.edge.get("/api/v1/elections/3/regions/1/results").json();
  CAF_CHECK(x.at("annulled").as_bool());
  CAF_CHECK(x.if_contains("elected") == nullptr);
  auto nation = at.edge.get("/api/v1/elections/3/results").json();
  CAF_CHECK(nation.at("regions_annulled") == 1);
  CAF_CHECK(nation.at("parties").at(0).at("seats_elected") == 0);
}

CAF_TEST(who is acclaimed is elected without a vote) {
  for (auto has_roll : {true, false}) {
    edited at{[](election& x) {
                x.contests[1].acclaimed = true;
                x.contests[1].seats = 3;
              },
              has_roll};
    auto x = at.edge.get("/api/v1/elections/3/regions/2/results").json();
    CAF_CHECK(x.at("acclaimed").as_bool());
    CAF_CHECK_EQUAL(json::serialize(x.at("winners")), "[1,2,3]");
    CAF_CHECK(x.at("closed").as_bool());
    auto report = withdrawn_report();
    report.withdrawn.clear();
    at.publish(report);
    auto nation = at.edge.get("/api/v1/elections/3/results").json();
    CAF_CHECK(nation.at("votes_released").as_bool());
    CAF_CHECK(nation.at("regions_acclaimed") == 1);
    CAF_CHECK(nation.at("regions_reported") == 2);
    CAF_CHECK(nation.at("parties").at(1).at("seats_elected") == 2);
    CAF_CHECK(at.list("/api/v1/elections/3/regions/2/candidates")[0]
                .at("acclaimed")
                .as_bool());
    auto elections = at.list("/api/v1/elections");
    CAF_CHECK(elections[0].at("contests").at(1).at("acclaimed").as_bool());
    auto cast = at.edge.post(
      "/api/v1/elections/vote",
      R"({"nas":"123456789","code":"ABC123","election_id":3,"region_id":2,)"
      R"("candidate_id":1})",
      "Accept-Language: fr\r\n");
    CAF_CHECK_EQUAL(cast.status, 409U);
    CAF_CHECK_EQUAL(cast.problem(), "acclaimed");
    CAF_CHECK(cast.body.find("acclamation") != std::string::npos);
    CAF_CHECK(at.edge.world.casts().empty());
    at.edge.world.voters = {{{{3}, {2}}, voter_state::has_not_voted}};
    auto own = at.edge.post(ballot, voter);
    if (has_roll) {
      auto body = own.json();
      CAF_CHECK(body.at("contests").at(0).at("acclaimed").as_bool());
    } else {
      // As anybody who is on no roll.
      CAF_CHECK_EQUAL(own.problem(), "unknown-credential");
    }
  }
}
