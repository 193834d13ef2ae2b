// Goal: each format says what its ballots say, and what breaks it is named by
// its line. Method: short files.
#define CAF_SUITE ballot_files
#include "caf/test/unit_test.hpp"

#include "domain/counting/count.hpp"
#include "interchange/ballot_file.hpp"
#include "tests/fixtures/ballots.hpp"

using namespace scrutin;
using namespace scrutin::fixtures;

namespace {

result<ballot_file> read(ballot_format format, const std::string& text,
                         ballot_style style = ballot_style::ranking) {
  ballot_reading how;
  how.style = style;
  return read_ballots(text, format, how, "file");
}

// Papers as `ballots x marks`, `_` a skipped rank, `=` before an option that
// shares the rank of the one before it.
std::string papers_text(const ballot_papers& papers) {
  std::string text;
  for (const auto& paper : papers.papers) {
    text += std::to_string(paper.ballots) + "x";
    for (auto at = paper.first; papers.marks[at] != ballot_papers::end_of_paper;
         ++at) {
      auto mark = papers.marks[at];
      if (mark == ballot_papers::skipped) {
        text += "_";
      } else if ((mark & ballot_papers::with_previous) != 0) {
        text +=
          "=" + std::to_string((mark & ~ballot_papers::with_previous) + 1);
      } else {
        text += std::to_string(mark + 1);
      }
    }
    text += ' ';
  }
  return text;
}

std::string papers_of_file(ballot_format format, const std::string& text,
                           ballot_style style = ballot_style::ranking) {
  auto file = read(format, text, style);
  return file ? papers_text(file->papers) : file.failure().detail;
}

const std::string toi = "# TITLE: Village\n# NUMBER ALTERNATIVES: 3\n"
                        "# ALTERNATIVE NAME 1: Anne\n"
                        "# ALTERNATIVE NAME 2: Bob\n"
                        "# ALTERNATIVE NAME 3: Zoé, la maire\n";

const std::string blt = "3 2\n-3\n2 1 2 0\n1 2=1 0 # equal\n(7) 3 - 1 3 0\n0\n"
                        "\"Anne\"\n\"Bob\"\n\"Zoé\"\n\"Village\"\n";

std::string cdf(const std::string& records) {
  return R"({"@type":"CVR.CastVoteRecordReport","Election":[{
    "Candidate":[{"@id":"c1","Name":"Anne"},{"@id":"c2","Name":"Bob"}],
    "Contest":[{"@id":"k","Name":"Village","ContestSelection":[
      {"@id":"s1","CandidateIds":["c1"]},{"@id":"s2","CandidateIds":["c2"]}]}]}],
    "CVR":[)"
         + records + "]}";
}

std::string record(const std::string& marks) {
  return R"({"CurrentSnapshotId":"b","CVRSnapshot":[{"@id":"a"},{"@id":"b",
    "CVRContest":[{"ContestId":"k","CVRContestSelection":[)"
         + marks + "]}]}]}";
}

std::string mark(const std::string& selection, int rank,
                 const std::string& indicated = "yes") {
  return R"({"ContestSelectionId":")" + selection
         + R"(","SelectionPosition":[{"HasIndication":")" + indicated
         + R"(","NumberVotes":1,"Rank":)" + std::to_string(rank) + "}]}";
}

} // namespace

CAF_TEST(preflib files hold rankings with ties and gaps) {
  auto file = read(ballot_format::preflib,
                   toi + "5: 1,2,3\n2: {1,2},{},3\n4: {3}\r\n1:\n2: {}\n");
  CAF_REQUIRE(file);
  CAF_CHECK_EQUAL(file->title, "Village");
  CAF_CHECK_EQUAL(file->options.at(2), "Zoé, la maire");
  CAF_CHECK_EQUAL(papers_text(file->papers), "5x123 2x1=2_3 4x3 ");
  CAF_CHECK_EQUAL(file->papers.blank, 3u);
}

CAF_TEST(what breaks a preflib file is named by its line) {
  auto wrong = [](const std::string& line) {
    return papers_of_file(ballot_format::preflib, toi + line);
  };
  CAF_CHECK_EQUAL(wrong("5: 4\n"),
                  "file:6: alternative 4 is not one of 1 to 3");
  CAF_CHECK_EQUAL(
    wrong("1: 1\nx: 1\n"),
    "file:7: does not begin with a number of ballots and a colon");
  CAF_CHECK_EQUAL(wrong("1: {1,2\n"), "file:6: a brace is not closed");
  for (const auto* line : {"3: 1,", "3: 1;2", "3: ,1"}) {
    CAF_CHECK_EQUAL(wrong(line), "file:6: is no list of alternatives");
  }
  CAF_CHECK_EQUAL(wrong("# ALTERNATIVE NAME x: y\n"),
                  "file:7: an alternative has no number");
  CAF_CHECK_EQUAL(wrong("2000000000: 1\n"),
                  "file: more than 1,000,000,000 ballots");
  CAF_CHECK_EQUAL(papers_of_file(ballot_format::preflib, ""),
                  "file:1: names no alternatives (# NUMBER ALTERNATIVES: ...)");
}

CAF_TEST(rankings serve contests of one option and of sets) {
  auto as = [](ballot_style style) {
    return papers_of_file(ballot_format::preflib,
                          toi + "5: 1,2\n2: {1,2},3\n3: {},1\n", style);
  };
  CAF_CHECK_EQUAL(as(ballot_style::one), "5x1 ");
  CAF_CHECK_EQUAL(as(ballot_style::set), "5x12 2x123 3x1 ");
  CAF_CHECK_EQUAL(as(ballot_style::scores),
                  "file: holds rankings, where the method counts scores; "
                  "scores come as CSV");
}

CAF_TEST(blt files tell seats and who has withdrawn) {
  auto file = read(ballot_format::blt, blt);
  CAF_REQUIRE(file);
  CAF_CHECK_EQUAL(file->seats, 2u);
  CAF_CHECK_EQUAL(file->title, "Village");
  CAF_CHECK_EQUAL(file->options.at(2), "Zoé");
  CAF_CHECK(file->withdrawn == std::vector<ballot_position>{2});
  CAF_CHECK_EQUAL(papers_text(file->papers), "2x12 1x2=1 3x_1 ");
  CAF_CHECK_EQUAL(papers_of_file(ballot_format::blt, "3 2\n1 4 0\n"),
                  "file:2: option 4 is not one of 1 to 3");
  CAF_CHECK_EQUAL(papers_of_file(ballot_format::blt, "3 2\n1 1 0\n"),
                  "file:3: expected a number of ballots, or 0 after the last");
  CAF_CHECK_EQUAL(papers_of_file(ballot_format::blt, "2 1\n0.5 1 0\n0\n"),
                  "file:2: ballots of a fraction are not counted");
}

// Scores are shown one higher, like positions.
CAF_TEST(csv cells are ranks choices or scores) {
  const std::string head = "ballot,count,Anne,\"Bob, jr\",Zoé\n";
  auto file = read(ballot_format::csv, head + "a,2,1,3,\nb,1,1,1,2\nc,4,,,\n");
  CAF_REQUIRE(file);
  CAF_CHECK_EQUAL(file->options.at(1), "Bob, jr");
  CAF_CHECK_EQUAL(papers_text(file->papers), "2x1_2 1x1=23 ");
  CAF_CHECK_EQUAL(file->papers.blank, 4u);
  CAF_CHECK_EQUAL(
    papers_of_file(ballot_format::csv, head + "a,1,x,,1\n", ballot_style::set),
    "1x13 ");
  CAF_CHECK_EQUAL(papers_of_file(ballot_format::csv, head + "a,1,5,0,2\n",
                                 ballot_style::scores),
                  "1x1633 ");
  CAF_CHECK_EQUAL(papers_of_file(ballot_format::csv, head + "a,1,first,,\n"),
                  "file:2: option 1: must be a rank from 1 to 500, or nothing");
  CAF_CHECK_EQUAL(papers_of_file(ballot_format::csv, head + "a,1,1\n"),
                  "file:2: has 3 cells, where the first row has 5");
  CAF_CHECK_EQUAL(papers_of_file(ballot_format::csv, head + "a,1,\"1,,\n"),
                  "file:3: a quoted cell does not end");
}

CAF_TEST(cast vote records are read from their current snapshot) {
  auto text =
    cdf(record(mark("s2", 1) + "," + mark("s1", 2)) + ","
        + record(mark("s1", 1) + "," + mark("s2", 1, "no")) + "," + record(""));
  auto file = read(ballot_format::cdf, text);
  CAF_REQUIRE(file);
  CAF_CHECK_EQUAL(file->title, "Village");
  CAF_CHECK_EQUAL(file->options.at(1), "Bob");
  CAF_CHECK_EQUAL(papers_text(file->papers), "1x21 1x1 ");
  CAF_CHECK_EQUAL(file->papers.blank, 1u);
  CAF_CHECK_EQUAL(
    papers_of_file(ballot_format::cdf, cdf(record(mark("s9", 1)))),
    "file: CVR 1: marks s9, which is no option of the contest");
  CAF_CHECK_EQUAL(papers_of_file(ballot_format::cdf, "[1"),
                  "file: is not a JSON object");
}

CAF_TEST(records may stand before their contest and are counted once) {
  auto text = cdf(record(mark("s2", 1)) + "," + record(mark("s1", 1)));
  auto papers = papers_of_file(ballot_format::cdf, text);
  CAF_CHECK_EQUAL(papers, "1x2 1x1 ");
  auto from = text.find("\"CVR\":[");
  auto records = text.substr(from, text.size() - from - 1);
  auto rest = text.substr(1, text.rfind(',', from) - 1);
  CAF_CHECK_EQUAL(
    papers_of_file(ballot_format::cdf, "{" + records + "," + rest + "} \n"),
    papers);
  CAF_CHECK_EQUAL(papers_of_file(ballot_format::cdf, "{" + records + "," + rest
                                                       + "," + records + "}"),
                  "file: holds several lists CVR");
  CAF_CHECK_EQUAL(papers_of_file(ballot_format::cdf, "{" + rest + "}"),
                  "file: holds no list CVR");
  CAF_CHECK_EQUAL(
    papers_of_file(ballot_format::cdf, "{" + rest + ",\"CVR\":7}"),
    "file: holds no list CVR");
  CAF_CHECK_EQUAL(
    papers_of_file(ballot_format::cdf, "{" + rest + ",\"CVR\":[7]}"),
    "file: CVR 1: is no object");
  // An escaped name is the same name; one that is deeper is another.
  auto escaped = records;
  escaped.replace(1, 3, "\\u0043VR");
  CAF_CHECK_EQUAL(
    papers_of_file(ballot_format::cdf,
                   "{" + rest + ",\"x\":{\"CVR\":[1,[2],{}]}," + escaped + "}"),
    papers);
  // What is cut short or goes on is counted not at all.
  for (std::size_t end = 0; end < text.size(); ++end) {
    auto cut = papers_of_file(ballot_format::cdf, text.substr(0, end));
    CAF_CHECK_EQUAL(cut, "file: is not a JSON object");
  }
  for (const auto* more : {"x", ",", "}", "[]", "1"}) {
    CAF_CHECK_EQUAL(papers_of_file(ballot_format::cdf, text + more),
                    "file: is not a JSON object");
  }
  for (const auto* other : {"[]", "7", "null", "\"CVR\"", "[{\"CVR\":[]}]"}) {
    CAF_CHECK_EQUAL(papers_of_file(ballot_format::cdf, other),
                    "file: is not a JSON object");
  }
}

CAF_TEST(a format is known by name or by how the file begins) {
  CAF_CHECK(format_of("a.toi", "") == ballot_format::preflib);
  CAF_CHECK(format_of("a.blt", "") == ballot_format::blt);
  CAF_CHECK(format_of("a.csv", "") == ballot_format::csv);
  CAF_CHECK(format_of("-", " {\"a\":1}") == ballot_format::cdf);
  CAF_CHECK(!format_of("a", "1,2"));
}
