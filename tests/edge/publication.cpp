// Goal: what is published at the opening, at the close and once certified is
// told at once, and the same bytes to everybody. Method: the view of an io
// thread by itself, and the routes of a real edge.
#define CAF_SUITE publication

#include "tests/edge/edge_fixture.hpp"

#include "caf/test/unit_test.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "domain/text.hpp"
#include "edge/closing_json.hpp"
#include "edge/opening_json.hpp"
#include "edge/results_json.hpp"
#include "edge/stream_events.hpp"

using namespace scrutin;
using namespace scrutin::fixtures;

namespace json = boost::json;

namespace {

contest_report report_of(std::uint32_t election, std::uint32_t region,
                         std::uint32_t opened) {
  contest_report x;
  x.contest = {{election}, {region}};
  x.partitions = 2;
  x.partitions_reporting = 2;
  x.opening = {opened, 20 * std::uint64_t{opened}, 0};
  return x;
}

election_statuses statuses_of(std::uint32_t election, region_course first,
                              region_course second) {
  election_statuses x;
  x.elections = {{{election}, election_state::closed}};
  x.regions = {{{{election}, {1}}, first}, {{{election}, {2}}, second}};
  return x;
}

struct fixture {
  directory_ptr elections = edge_elections();
  edge::results_view view;

  std::vector<edge::stream_event> since(std::uint64_t revision) {
    return edge::changes_of(*elections, view, {}, revision);
  }
  json::value law(const char* code) {
    std::string text;
    edge::json_writer out{text};
    edge::write_law_results(out, elections->find(std::string{code})->definition,
                            view);
    return json::parse(text);
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(publication_tests, fixture)

CAF_TEST(each opening is told once with its roll and its ballots) {
  view.apply(results_update{1, {report_of(3, 1, 0)}});
  auto before = view.revision();
  view.apply(results_update{2, {report_of(3, 1, 2)}});
  auto events = since(before);
  CAF_REQUIRE_EQUAL(events.size(), 2u);
  CAF_CHECK_EQUAL(std::string{events[0].name}, "opening");
  auto told = json::parse(events[0].data);
  CAF_CHECK(told.at("region_id") == 1);
  CAF_CHECK(told.at("opened") == true);
  CAF_CHECK(told.at("eligible") == 40);
  CAF_CHECK(told.at("ballots") == 0);
  auto opened = view.revision();
  view.apply(results_update{3, {report_of(3, 1, 2)}});
  CAF_REQUIRE_EQUAL(since(opened).size(), 1u);
  CAF_CHECK_EQUAL(std::string{since(opened).front().name}, "turnout");
  auto snapshot = json::parse(edge::snapshot_of(*elections, view, {}).data);
  CAF_CHECK_EQUAL(snapshot.at("openings").as_array().size(), 1u);
}

CAF_TEST(an election has opened once every region has) {
  auto openings = [this] {
    std::string text;
    edge::json_writer out{text};
    edge::write_openings(out, elections->find(election_id{3})->definition,
                         view);
    return json::parse(text);
  };
  CAF_CHECK(openings().at("opened") == false);
  view.apply(results_update{1, {report_of(3, 1, 2), report_of(3, 2, 1)}});
  CAF_CHECK(openings().at("opened") == false);
  CAF_CHECK(openings().at("regions").at(0).at("opened") == true);
  CAF_CHECK(openings().at("regions").at(1).at("opened") == false);
  view.apply(results_update{2, {report_of(3, 2, 2)}});
  CAF_CHECK(openings().at("opened") == true);
  CAF_CHECK(openings().at("eligible") == 80);
  CAF_CHECK(openings().at("ballots") == 0);
}

CAF_TEST(what is decided of one region is told at once) {
  region_course one;
  region_course other;
  view.apply(statuses_of(3, one, other));
  for (auto decide : {+[](region_course& x) { x.annulled = true; },
                      +[](region_course& x) { x.certified_at_ms = 1'000; }}) {
    auto before = view.revision();
    view.apply(statuses_of(3, one, other));
    CAF_CHECK(since(before).empty());
    decide(one);
    view.apply(statuses_of(3, one, other));
    auto events = since(before);
    CAF_REQUIRE_EQUAL(events.size(), 1u);
    CAF_CHECK_EQUAL(std::string{events[0].name}, "election");
    auto regions = json::parse(events[0].data).at("regions").as_array();
    CAF_REQUIRE_EQUAL(regions.size(), 1u);
    CAF_CHECK(regions[0].at("region_id") == 1);
    CAF_CHECK(regions[0].at("annulled") == true);
  }
}

CAF_TEST(a law is certified once all its regions are) {
  region_course one;
  region_course other;
  auto closed = [](std::uint32_t region) {
    auto x = report_of(2, region, 2);
    x.closed = true;
    return x;
  };
  view.apply(results_update{1, {closed(1), closed(2)}});
  one.certified_at_ms = 1'000;
  view.apply(statuses_of(2, one, other));
  CAF_CHECK(!law("L2").as_object().contains("certified_at"));
  other.certified_at_ms = 2'500;
  view.apply(statuses_of(2, one, other));
  CAF_CHECK(law("L2").at("certified_at") == "1970-01-01T00:00:02.500Z");
  other.annulled = true;
  view.apply(statuses_of(2, one, other));
  CAF_CHECK(law("L2").at("annulled") == true);
}

CAF_TEST(the close of a partition goes through its phases) {
  admin_answer told;
  told.asked_at_ms = 0;
  partition_closing x;
  x.partition = {{3}, {1}, 0};
  x.closes_at_ms = 100'000;
  x.grace_s = 5;
  told.closing = {x};
  auto shown = [&told](std::int64_t now_ms) {
    told.asked_at_ms = now_ms;
    std::string text;
    edge::json_writer out{text};
    edge::write_closing(out, told);
    return json::parse(text);
  };
  auto phase = [&shown](std::int64_t now_ms) {
    const auto told_of = shown(now_ms);
    const auto& name = told_of.at("partitions").at(0).at("phase");
    return std::string{name.as_string().c_str()};
  };
  CAF_CHECK_EQUAL(phase(0), "unknown");
  partition_status status;
  status.ballots = 7;
  status.frames = 9;
  auto& known = told.closing.front().status;
  known = status;
  CAF_CHECK_EQUAL(phase(0), "not_open");
  known->state = partition_state::open;
  CAF_CHECK_EQUAL(phase(99'999), "open");
  CAF_CHECK_EQUAL(phase(100'000), "grace");
  CAF_CHECK_EQUAL(phase(104'999), "grace");
  CAF_CHECK_EQUAL(phase(105'000), "closing");
  auto open = shown(105'000);
  CAF_CHECK(open.at("closed") == false);
  // Exact turnout comes out by the results policy, and in no other way.
  CAF_CHECK(!open.at("partitions").at(0).as_object().contains("ballots"));
  CAF_CHECK(!open.at("partitions").at(0).as_object().contains("frames"));
  CAF_CHECK(open.at("partitions").at(0).at("grace_until")
            == "1970-01-01T00:01:45.000Z");
  known->state = partition_state::closed;
  auto closed = shown(105'000);
  CAF_CHECK(closed.at("closed") == true);
  CAF_CHECK(closed.at("partitions").at(0).at("phase") == "closed");
  CAF_CHECK(closed.at("partitions").at(0).at("ballots") == 7);
  CAF_CHECK(closed.at("partitions").at(0).at("frames") == 9);
}

CAF_TEST_FIXTURE_SCOPE_END()

CAF_TEST(signed results are answered as the bytes that were signed) {
  const std::string text = R"({"algorithm":"Ed25519","document":{"a":1}})";
  edge_fixture edge{{}, {}, {}, {{{3}, {2}, 1, "a5", text}}};
  auto known = [&edge] {
    return edge.get("/api/v1/elections/3/certificate").json();
  };
  // The edge hears of it as soon as its catalog knows it.
  while (known().at("certificates").as_array().empty()) {
  }
  auto x = known();
  CAF_CHECK(x.at("certificates").at(0).at("region_id") == 2);
  CAF_CHECK(x.at("certificates").at(0).at("certificate") == json::parse(text));
  auto served = edge_elections()->find(election_id{3})->keys;
  CAF_CHECK_EQUAL(std::string{x.at("public_key").as_string().c_str()},
                  to_hex(signing_key({3}, served).published().view()));
  auto one = edge.get("/api/v1/elections/3/certificate?region=2&version=1");
  CAF_CHECK_EQUAL(one.status, 200U);
  CAF_CHECK_EQUAL(one.body, text);
  for (const char* none :
       {"/api/v1/elections/3/certificate?version=1",
        "/api/v1/elections/3/certificate?region=2&version=2",
        "/api/v1/elections/9/certificate", "/api/v1/laws/E3/certificate",
        "/api/v1/laws/L9/opening"}) {
    CAF_CHECK_EQUAL(edge.get(none).status, 404U);
  }
  auto law = edge.get("/api/v1/laws/L1/certificate").json();
  CAF_CHECK(law.at("certificates").as_array().empty());
  CAF_CHECK(edge.get("/api/v1/laws/L1/opening").json().at("opened") == false);
}
