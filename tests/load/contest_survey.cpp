#define CAF_SUITE contest_survey
#include "caf/test/unit_test.hpp"

#include <boost/json/parse.hpp>
#include <map>

#include "cli/load/contest_survey.hpp"

using namespace scrutin;
using namespace scrutin::load;

namespace {

const std::map<std::string, std::string> documents = {
  {"/api/v1/laws",
   R"([{"law_id": "L1", "election_id": 2, "region_ids": [1]},
         {"law_id": "L2", "election_id": 3, "region_ids": [1, 5]}])"},
  {"/api/v1/elections",
   R"([{"election_id": 2, "code": "L1", "kind": "referendum",
          "voting_method": "single_choice", "region_ids": [1]},
         {"election_id": 7, "code": "M7", "kind": "municipal",
          "voting_method": "ranked_choice", "region_ids": [3]},
         {"election_id": 8, "code": "B8", "kind": "municipal",
          "voting_method": "multiple_choice", "region_ids": [3],
          "contests": [{"region_id": 2, "choices_max": 1},
                       {"region_id": 3, "choices_max": 2}]},
         {"election_id": 9, "code": "S9", "kind": "municipal",
          "voting_method": "scores", "region_ids": [3],
          "contests": [{"region_id": 3, "score_max": 10}]}])"},
  {"/api/v1/elections/7/regions/3/candidates",
   R"([{"candidate_id": 31}, {"candidate_id": 32}])"},
  {"/api/v1/elections/8/regions/3/candidates",
   R"([{"candidate_id": 1}, {"candidate_id": 2}, {"candidate_id": 3}])"},
  {"/api/v1/elections/9/regions/3/candidates", R"([{"candidate_id": 1}])"},
};

result<boost::json::value> fetch(const std::string& target) {
  auto found = documents.find(target);
  if (found == documents.end()) {
    return error{ec::unavailable, target};
  }
  return boost::json::parse(found->second);
}

} // namespace

CAF_TEST(every region of every law and election is a contest) {
  auto contests = survey_contests(fetch, "");
  CAF_REQUIRE(contests);
  CAF_REQUIRE_EQUAL(contests->size(), 6u);
  CAF_CHECK_EQUAL((*contests)[2].election, "L2");
  CAF_CHECK_EQUAL((*contests)[2].region_id, 5u);
  CAF_CHECK_EQUAL(totals_path((*contests)[2]),
                  "/api/v1/elections/3/regions/5/results");
  const auto& ranked = (*contests)[3];
  CAF_CHECK(ranked.form == ballot_form::ranking);
  CAF_CHECK_EQUAL(ranked.options, (std::vector<std::string>{"31", "32"}));
  CAF_CHECK_EQUAL(ranked.marks_max, 2u);
  CAF_CHECK_EQUAL(totals_path(ranked), "/api/v1/elections/7/regions/3/results");
}

CAF_TEST(what a ballot may hold is read for its region) {
  auto several = survey_contests(fetch, "B8");
  CAF_REQUIRE(several);
  const auto& set = several->front();
  CAF_CHECK(set.form == ballot_form::set);
  CAF_CHECK_EQUAL(set.marks_max, 2u);
  auto scored = survey_contests(fetch, "S9");
  CAF_REQUIRE(scored);
  const auto& scores = scored->front();
  CAF_CHECK(scores.form == ballot_form::scores);
  CAF_CHECK_EQUAL(scores.score_max, 10u);
}

CAF_TEST(one election can be asked for) {
  CAF_CHECK_EQUAL(survey_contests(fetch, "M7")->size(), 1u);
  auto absent = survey_contests(fetch, "M8");
  CAF_REQUIRE(!absent);
  CAF_CHECK(absent.failure().code == ec::unknown_election);
}

CAF_TEST(turnout counts where votes are not released yet) {
  auto read = [](const char* text) {
    return *read_totals(boost::json::parse(text));
  };
  auto withheld = read(R"({"total_votes": 0, "turnout": 80, "state": "open"})");
  CAF_CHECK_EQUAL(withheld.ballots, 80u);
  CAF_CHECK(!withheld.closed);
  auto final = read(R"({"total_votes": 90, "turnout": 90, "closed": true})");
  CAF_CHECK_EQUAL(final.ballots, 90u);
  CAF_CHECK(final.closed);
  CAF_CHECK(read(R"({"total_votes": 9, "state": "closed"})").closed);
  CAF_CHECK(final.complete);
  CAF_CHECK(!read(R"({"total_votes": 0, "partitions": 2,
                      "partitions_reporting": 1})")
               .complete);
  CAF_CHECK(!read(R"({"total_votes": 0, "partitions": 0,
                      "partitions_reporting": 0})")
               .complete);
  CAF_CHECK(!read_totals(boost::json::parse("{}")));
}
