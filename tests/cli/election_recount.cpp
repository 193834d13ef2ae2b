// Goal: a closed election comes out of the ballot box as it was cast, the same
// bytes each time, and nothing of one that is not closed comes out at all.
// Method: embedded stores with frames as validators write them; the commands
// in this process.
#define CAF_SUITE election_recount
#include "caf/test/unit_test.hpp"

#include <fstream>
#include <iterator>
#include <memory>
#include <sstream>

#include <boost/json.hpp>

#include "actors/account_registry.hpp"
#include "domain/frame.hpp"
#include "domain/write_ins.hpp"
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

namespace {

// Three candidates, the second of whom withdraws before the close; in the other
// region one is acclaimed, and there is no roll.
std::string mayor(const std::string& method, const std::string& rule) {
  auto ranks = method == "irv"
                 ? std::string{"overvotes = \"exhaust\"\n"
                               "skipped_ranks = \"skip\"\nrepeats = \"skip\"\n"
                               "ranks_max = 3\nstop = \"majority\"\n"
                               "elimination = \"one\"\n"}
                 : std::string{};
  return "id = 7\ncode = \"L1\"\nkind = \"municipal\"\nmethod = \"" + method
         + "\"\nwithdrawal = \"" + rule
         + "\"\nname = { fr = \"Mairie\", en = \"Mayor\" }\n"
           "[window]\nopens_at = 2026-01-01T08:00:00Z\n"
           "closes_at = 2026-01-02T08:00:00Z\n[counting]\n"
         + ranks
         + "ties = \"ballot_order\"\n"
           "[[regions]]\nid = 1\ncode = \"a\"\n"
           "name = { fr = \"R\", en = \"R\" }\n"
           "[[regions.options]]\nid = 1\nname = { fr = \"A\", en = \"A\" }\n"
           "[[regions.options]]\nid = 2\nname = { fr = \"B\", en = \"B\" }\n"
           "[[regions.options]]\nid = 3\nname = { fr = \"C\", en = \"C\" }\n"
           "[[regions]]\nid = 2\ncode = \"b\"\nacclaimed = true\n"
           "name = { fr = \"S\", en = \"S\" }\n"
           "[[regions.options]]\nid = 4\nname = { fr = \"D\", en = \"D\" }\n";
}

std::unique_ptr<held_election>
with_withdrawal(const std::string& document,
                const std::vector<pile_of_ballots>& piles) {
  holding how;
  how.left_open = {1};
  auto held = std::make_unique<held_election>(
    document, ballots_by_region{{1, piles}}, how);
  std::uint64_t ballots = 0;
  for (const auto& pile : piles) {
    ballots += pile.ballots;
  }
  held->append({{7}, {1}, 0},
               course_content{4, false, 1'767'340'000'000, {{2}}});
  held->append({{7}, {1}, 0}, close_content{ballots});
  return held;
}

// Every way to count it again gives the same.
void check_counts(const held_election& held, const std::string& elected,
                  std::int64_t withdrawn) {
  CAF_CHECK_EQUAL(
    run_command({"box", "verify", "--config", held.config()}).code, 0);
  auto said = recount(held, {"-o", "json"});
  CAF_REQUIRE_EQUAL(said.code, 0);
  auto lines = lines_of(said.out);
  CAF_REQUIRE_EQUAL(lines.size(), 2u);
  auto first = lines[0].at("count").as_object();
  auto winners = json::serialize(first.at("winners"));
  CAF_CHECK_EQUAL(winners, elected);
  auto gone = first.at("withdrawn").as_int64();
  CAF_CHECK_EQUAL(gone, withdrawn);
  auto second = lines[1].at("count").as_object();
  CAF_CHECK(second.at("acclaimed").as_bool());
  auto acclaimed = json::serialize(second.at("winners"));
  CAF_CHECK_EQUAL(acclaimed, "[4]");
  auto text = recount(held);
  CAF_CHECK(has(text.out, "withdrawn: B ("));
  CAF_CHECK(has(text.out, "Elected without a vote: D"));
  auto file = (held / "ballots.csv").string();
  auto exported =
    run_command({"election", "export", "--config", held.config(), "--election",
                 "L1", "--region", "1", "--format", "csv", "--output", file});
  CAF_REQUIRE_EQUAL(exported.code, 0);
  auto from = exported.out.find("scrutin count ") + 8;
  std::istringstream words{
    exported.out.substr(from, exported.out.find('\n', from) - from)};
  std::vector<std::string> line{std::istream_iterator<std::string>{words}, {}};
  line.insert(line.end(), {"-o", "json"});
  auto counted = run_command(line);
  CAF_CHECK_EQUAL(counted.code, 0);
  auto again = json::parse(counted.out).as_object();
  for (const auto* member : {"winners", "votes", "rounds", "withdrawn",
                             "withdrawal", "annulled", "ballots", "margin"}) {
    auto here = json::serialize(first.at(member));
    auto there = json::serialize(again.at(member));
    CAF_CHECK_EQUAL(here, there);
  }
}

ranking rank(const std::vector<std::uint32_t>& options) {
  ranking said;
  for (auto id : options) {
    said.ranks.push_back({{id}});
  }
  return said;
}

} // namespace

CAF_TEST(a withdrawal counts as its rule says wherever it is counted) {
  const std::vector<pile_of_ballots> piles{
    {5, single_choice{{2}}}, {4, single_choice{{3}}}, {3, single_choice{{1}}}};
  check_counts(*with_withdrawal(mayor("plurality", "votes_stand"), piles),
               "[2]", 0);
  check_counts(*with_withdrawal(mayor("plurality", "votes_void"), piles), "[3]",
               5);
  check_counts(*with_withdrawal(mayor("plurality", "contest_annulled"), piles),
               "[]", 0);
}

CAF_TEST(rankings of who has withdrawn go on wherever they are counted) {
  const std::vector<pile_of_ballots> piles{
    {4, rank({2, 1})}, {3, rank({3})}, {2, rank({1, 2})}, {1, rank({2})}};
  check_counts(*with_withdrawal(mayor("irv", "next_preference"), piles), "[1]",
               1);
  // 5 are void: C has 3, A 2.
  check_counts(*with_withdrawal(mayor("irv", "votes_void"), piles), "[3]", 5);
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

CAF_TEST(names that were merged count wherever they are counted) {
  auto document = mayor("plurality", "votes_void");
  document.insert(document.find("name ="), "write_ins = true\n");
  auto listed = document.find("id = 3\n");
  document.insert(listed, "write_in = true\n");
  const contest_id where{{7}, {1}};
  held_election held{document,
                     {{1,
                       {{5, write_in{"Cleo"}},
                        {1, write_in{"Mickey"}},
                        {3, single_choice{{1}}}}}}};
  {
    auto opened = held.open();
    account_registry log{
      std::move(opened.at.administration),
      [] { return std::int64_t{1'767'400'000'000}; },
      [](std::size_t bytes) { return std::string(bytes, 'r'); }};
    official_act act;
    act.what = act_kind::merge;
    act.election = where.election;
    act.region = where.region;
    act.option = {3};
    act.written_name = write_in_id_of(where, "Cleo");
    act.at_ms = 1'767'400'000'000;
    act.by = "louise";
    CAF_REQUIRE(log.record("louise", [&](std::uint64_t) {
      return result<placed_act>{{to_line(act), {}}};
    }));
  }
  auto said = recount(held, {"-o", "json"});
  CAF_REQUIRE_EQUAL(said.code, 0);
  auto counted = lines_of(said.out).at(0).at("count").as_object();
  auto winners = json::serialize(counted.at("winners"));
  CAF_CHECK_EQUAL(winners, "[3]");
  auto written = counted.at("write_ins").as_int64();
  CAF_CHECK_EQUAL(written, 1);
  auto text = recount(held);
  CAF_CHECK(has(text.out, "written in, for no candidate: 1"));
  CAF_CHECK(!has(text.out + said.out, "Mickey"));
  auto file = (held / "ballots.csv").string();
  auto exported =
    run_command({"election", "export", "--config", held.config(), "--election",
                 "L1", "--region", "1", "--format", "csv", "--output", file});
  CAF_CHECK_EQUAL(exported.code, 0);
  CAF_CHECK(has(exported.err, "written as blank ones"));
  auto again =
    run_command({"count", file, "--method", "plurality", "-o", "json"});
  CAF_REQUIRE_EQUAL(again.code, 0);
  auto recounted = json::parse(again.out).as_object();
  auto same = json::serialize(recounted.at("winners"));
  CAF_CHECK_EQUAL(same, "[3]");
  auto blank = recounted.at("blank").as_int64();
  CAF_CHECK_EQUAL(blank, 1);
}

CAF_TEST(regions of few ballots are counted and written as one sum) {
  auto document = law();
  document += "[release]\npolicy = \"at_close\"\nstep_ballots = 20\n"
              "small_regions = \"merge\"\n";
  held_election held{document, law_ballots};
  auto said = recount(held, {"-o", "json"});
  CAF_REQUIRE_EQUAL(said.code, 0);
  auto lines = lines_of(said.out);
  CAF_REQUIRE_EQUAL(lines.size(), 2u);
  auto together = json::serialize(lines[0].at("merged_region_ids"));
  CAF_CHECK_EQUAL(together, "[1,2]");
  auto ballots = lines[0].at("count").at("ballots").as_int64();
  CAF_CHECK_EQUAL(ballots, 47);
  auto oui = lines[1].at("oui").as_int64();
  CAF_CHECK_EQUAL(oui, 25);
  auto alone = recount(held, {"--region", "2"});
  CAF_CHECK_EQUAL(alone.code, 6);
  CAF_CHECK(has(alone.err, "in one sum"));
  CAF_CHECK_EQUAL(alone.out, "");
  auto folder = (held / "files").string() + "/";
  auto exported =
    run_command({"election", "export", "--config", held.config(), "--election",
                 "L1", "--format", "csv", "--output", folder});
  CAF_CHECK_EQUAL(exported.code, 0);
  CAF_CHECK(has(exported.out, "L1-region-1-and-1-more.cvr.csv: 47 ballots"));
}
