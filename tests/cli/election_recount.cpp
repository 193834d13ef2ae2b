// Goal: a closed election comes out of the ballot box as it was cast, the same
// bytes each time, and nothing of one that is not closed comes out at all.
// Method: embedded stores with frames as validators write them; the commands
// in this process.
#define CAF_SUITE election_recount
#include "caf/test/unit_test.hpp"

#include <fstream>
#include <sstream>

#include <boost/json.hpp>

#include "domain/frame.hpp"
#include "held_election.hpp"
#include "sample_election.hpp"

using namespace scrutin;

namespace {

namespace json = boost::json;

// Slices of ten voters.
std::string law() {
  return "partition_voters = 10\n" + law_document();
}

const ballots_by_region law_ballots = {
  {1,
   {{20, single_choice{{1}}}, {11, single_choice{{2}}}, {2, blank_choice{}}}},
  {2, {{5, single_choice{{1}}}, {9, single_choice{{2}}}}}};

command_result recount(const held_election& held,
                       std::vector<std::string> more = {}) {
  more.insert(more.begin(), {"election", "recount", "--config", held.config(),
                             "--election", "L1"});
  return run_command(more);
}

std::vector<json::object> lines_of(const std::string& text) {
  std::vector<json::object> lines;
  std::istringstream in{text};
  for (std::string line; std::getline(in, line);) {
    lines.push_back(json::parse(line).as_object());
  }
  return lines;
}

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

} // namespace

CAF_TEST(a law is counted again by districts and as a whole) {
  held_election held{law(), law_ballots};
  auto text = recount(held);
  CAF_CHECK_EQUAL(text.code, 0);
  CAF_CHECK_EQUAL(text.err, "");
  CAF_CHECK(has(text.out, "Loi, A\n33 ballots, 2 of them blank; 2 options"));
  CAF_CHECK(has(text.out, "Loi, B\n14 ballots, 0 of them blank; 2 options"));
  CAF_CHECK(
    has(text.out, "L1: oui 25, non 20, blank 2, of 53 voters: passed\n"));
  auto said = recount(held, {"-o", "json"});
  auto lines = lines_of(said.out);
  CAF_REQUIRE_EQUAL(lines.size(), 3u);
  auto region = lines[1].at("region_id").as_int64();
  CAF_CHECK_EQUAL(region, 2);
  auto eligible = lines[1].at("eligible").as_int64();
  CAF_CHECK_EQUAL(eligible, 17);
  auto votes = json::serialize(lines[1].at("count").at("votes"));
  CAF_CHECK_EQUAL(votes,
                  R"([{"option_id":1,"votes":5},{"option_id":2,"votes":9}])");
  auto outcome = json::serialize(lines[2].at("outcome"));
  CAF_CHECK_EQUAL(outcome, R"("passed")");
  auto csv = recount(held, {"-o", "csv"});
  CAF_CHECK_EQUAL(csv.out, "region,round,option,name,votes,transfer,status\n"
                           "1,1,1,Oui,20,,elected\n1,1,2,Non,11,,\n"
                           "2,1,1,Oui,5,,\n2,1,2,Non,9,,elected\n");
}

CAF_TEST(a law says what it hung on beside its share) {
  auto document = law();
  document.insert(
    document.find("numerator = 1"),
    "regions = 2\nquorum = { numerator = 9, denominator = 10 }\n");
  held_election held{document, law_ballots};
  auto text = recount(held);
  CAF_CHECK(has(text.out, "of 53 voters: not_passed; quorum missed; its share "
                          "in 1 regions, of 2 needed\n"));
  auto said = recount(held, {"-o", "json"});
  auto lines = lines_of(said.out);
  CAF_REQUIRE_EQUAL(lines.size(), 3u);
  CAF_CHECK(lines[2].at("share").as_bool());
  CAF_CHECK(!lines[2].at("quorum").as_bool());
  CAF_CHECK_EQUAL(lines[2].at("regions_passed").to_number<int>(), 1);
}

CAF_TEST(one region is counted alone and decides no law) {
  held_election held{law(), law_ballots};
  auto one = recount(held, {"--region", "2"});
  CAF_CHECK_EQUAL(one.code, 0);
  CAF_CHECK(!has(one.out, "Loi, A"));
  CAF_CHECK(has(one.out, "Elected: Non"));
  CAF_CHECK(!has(one.out, "passed"));
}

CAF_TEST(a recount is the same bytes each time and in whatever order) {
  held_election held{law(), law_ballots};
  holding otherwise;
  otherwise.seed = 99;
  otherwise.ballots_a_frame = 3;
  held_election again{law(), law_ballots, otherwise};
  for (const auto* print : {"text", "json", "csv"}) {
    auto first = recount(held, {"-o", print});
    CAF_CHECK_EQUAL(first.code, 0);
    CAF_CHECK(!first.out.empty());
    auto second = recount(held, {"-o", print});
    CAF_CHECK_EQUAL(first.out, second.out);
    auto other = recount(again, {"-o", print});
    CAF_CHECK_EQUAL(first.out, other.out);
  }
}

CAF_TEST(nothing comes out of an election that is open anywhere) {
  holding how;
  how.left_open = {2};
  held_election held{law(), law_ballots, how};
  for (const auto* print : {"text", "json", "csv"}) {
    for (const auto* region : {"1", "2"}) {
      auto x = recount(held, {"--region", region, "-o", print});
      CAF_CHECK_EQUAL(x.code, 6);
      CAF_CHECK_EQUAL(x.out, "");
      CAF_CHECK(has(x.err, "L1 is not closed: election 7 region 2 slice 0 is "
                           "open"));
    }
  }
}

CAF_TEST(leaving the open region out of the document is of no use) {
  holding how;
  how.left_open = {2};
  held_election held{law(), law_ballots, how};
  auto document = law();
  document.resize(document.rfind("[[regions]]"));
  std::ofstream{held / "elections/held.toml"} << document;
  auto x = recount(held);
  CAF_CHECK_EQUAL(x.code, 3);
  CAF_CHECK_EQUAL(x.out, "");
}

CAF_TEST(one that was never opened is not counted) {
  held_election held{law(), {{1, {}}, {2, {}}}};
  auto empty = recount(held);
  CAF_CHECK_EQUAL(empty.code, 0);
  CAF_CHECK(has(empty.out, "Elected: nobody, there are no votes"));
  held_election sealed{law(), {}};
  auto x = recount(sealed);
  CAF_CHECK_EQUAL(x.code, 6);
  CAF_CHECK(has(x.err, "sealed"));
}

CAF_TEST(a log that breaks a rule is not counted) {
  holding how;
  how.left_open = {2};
  held_election held{law(), law_ballots, how};
  // Closes over more ballots than there are.
  held.append({{7}, {2}, 0}, close_content{500});
  auto x = recount(held);
  CAF_CHECK_EQUAL(x.code, 4);
  CAF_CHECK_EQUAL(x.out, "");
  CAF_CHECK(has(x.err, "closes over 500 ballots"));
  auto verified = run_command({"box", "verify", "--config", held.config()});
  CAF_CHECK_EQUAL(verified.code, 4);
}

CAF_TEST(a ballot that its contest does not allow is not counted) {
  auto ballots = law_ballots;
  ballots[2].push_back({1, single_choice{{3}}});
  held_election held{law(), ballots};
  auto x = recount(held);
  CAF_CHECK_EQUAL(x.code, 4);
  CAF_CHECK_EQUAL(x.out, "");
  CAF_CHECK(has(x.err, "election 7 region 2: holds a ballot that its contest "
                       "does not allow"));
}

// 2 ballots for each of two candidates, decided as the rules say.
held_election tied_mayor(const std::string& ties) {
  return {"id = 7\ncode = \"L1\"\nkind = \"municipal\"\n"
          "method = \"plurality\"\n"
          "name = { fr = \"Mairie\", en = \"Mayor\" }\n"
          "[window]\nopens_at = 2026-01-01T08:00:00Z\n"
          "closes_at = 2026-01-02T08:00:00Z\n"
          "[counting]\nties = \""
            + ties
            + "\"\n[[options]]\nid = 1\nname = { fr = \"A\", en = \"A\" }\n"
              "[[options]]\nid = 2\nname = { fr = \"B\", en = \"B\" }\n"
              "[[regions]]\nid = 1\ncode = \"a\"\n"
              "name = { fr = \"R\", en = \"R\" }\n",
          {{1, {{2, single_choice{{1}}}, {2, single_choice{{2}}}}}}};
}

CAF_TEST(the lot that an official drew is entered into a recount) {
  auto held = tied_mayor("official");
  auto open = recount(held);
  CAF_CHECK_EQUAL(open.code, 1);
  CAF_CHECK(has(open.out, "Undecided: a tie between A, B"));
  CAF_CHECK(has(open.err, "with --drawn"));
  auto drawn = recount(held, {"--drawn", "2,1"});
  CAF_CHECK_EQUAL(drawn.code, 0);
  CAF_CHECK(has(drawn.out, "Elected: B"));
  CAF_CHECK(has(drawn.out, "by official"));
}

CAF_TEST(no lot decides what the rules leave open) {
  auto held = tied_mayor("unresolved");
  auto open = recount(held);
  CAF_CHECK_EQUAL(open.code, 1);
  CAF_CHECK(has(open.err, "stays open by the rules"));
  auto drawn = recount(held, {"--drawn", "2,1"});
  CAF_CHECK_EQUAL(drawn.code, 3);
  CAF_CHECK_EQUAL(drawn.out, "");
  CAF_CHECK(has(drawn.err, "the rules say otherwise"));
}

CAF_TEST(what is wrong with the request is said) {
  held_election held{law(), law_ballots};
  auto unknown =
    run_command({"election", "recount", "--config", held.config(), "-e", "L9"});
  CAF_CHECK_EQUAL(unknown.code, 5);
  CAF_CHECK(has(unknown.err, "no election L9"));
  CAF_CHECK_EQUAL(recount(held, {"--region", "3"}).code, 5);
  CAF_CHECK_EQUAL(recount(held, {"--region", "0"}).code, 2);
  CAF_CHECK_EQUAL(recount(held, {"--drawn", "1"}).code, 3);
  for (const auto* drawn : {"9", "1,1"}) {
    CAF_CHECK_EQUAL(recount(held, {"--region", "1", "--drawn", drawn}).code, 3);
  }
  CAF_CHECK_EQUAL(
    run_command({"election", "recount", "--config", held.config()}).code, 2);
}
