// Goal: what a writer writes, the reader of its format reads back: the same
// papers, whatever the ballots say; and what a format cannot say is refused.
// Method: random ballots of every style, then single cases, and the elections
// that were held.
#define CAF_SUITE ballot_writers
#include "interchange/ballot_writers.hpp"

#include <filesystem>
#include <fstream>
#include <functional>
#include <iostream>
#include <iterator>
#include <map>
#include <set>
#include <sstream>

#include <boost/json.hpp>
#include <rapidcheck.h>

#include "caf/test/unit_test.hpp"

#include "domain/counting/count.hpp"
#include "domain/selection.hpp"
#include "interchange/ballot_file.hpp"
#include "interchange/gathered_papers.hpp"
#include "tests/fixtures/ballots.hpp"
#include "tests/fixtures/paper_tally.hpp"
#include "tests/fixtures/preflib.hpp"

using namespace scrutin;
using namespace scrutin::fixtures;

namespace {

const std::vector<ballot_format> formats = {
  ballot_format::preflib, ballot_format::blt, ballot_format::csv,
  ballot_format::cdf};

written_contest contest_of(counting_method method, std::size_t options) {
  written_contest x;
  x.title = "Council \"of\" the {village}, 1:2";
  x.method = method;
  x.seats = 2;
  x.election = "COUNCIL-1";
  x.region = "Aval";
  x.written_at_ms = 1'790'000'000'000;
  for (std::size_t i = 1; i <= options; ++i) {
    x.options.push_back("Zoé, no. " + std::to_string(i));
  }
  return x;
}

result<std::string> text_of(ballot_format format, const written_contest& x,
                            const ballot_papers& papers) {
  std::ostringstream out;
  auto write = [&]() -> result<void> {
    switch (format) {
    case ballot_format::preflib:
      return write_preflib(out, x, papers);
    case ballot_format::blt:
      return write_blt(out, x, papers);
    case ballot_format::csv:
      return write_csv(out, x, papers, order_of(papers));
    case ballot_format::cdf:
      return write_cdf(out, x, papers, order_of(papers));
    }
    return {};
  };
  auto done = write();
  return done ? result<std::string>{out.str()} : done.failure();
}

ballot_file read_back(ballot_format format, const std::string& text,
                      counting_method method) {
  ballot_reading how;
  how.style = style_of(method);
  auto file = read_ballots(text, format, how, "file");
  if (!file) {
    throw std::runtime_error(file.failure().detail + "\n" + text);
  }
  return std::move(*file);
}

std::vector<option_id> ids(std::size_t options) {
  std::vector<option_id> list;
  for (std::size_t i = 1; i <= options; ++i) {
    list.push_back({static_cast<std::uint32_t>(i)});
  }
  return list;
}

// -- random ballots -----------------------------------------------------------

// Each option in one rank at most; ranks may be empty or shared.
selection drawn_ranking(const std::vector<option_id>& options, bool repeats) {
  ranking x;
  x.ranks.resize(*rc::gen::inRange<std::size_t>(1, 7));
  for (auto option : options) {
    auto times = repeats ? *rc::gen::inRange(0, 3) : *rc::gen::inRange(0, 2);
    std::size_t last = x.ranks.size();
    for (int i = 0; i < times; ++i) {
      auto rank = *rc::gen::inRange<std::size_t>(0, x.ranks.size());
      if (rank != last) {
        x.ranks[rank].push_back(option);
      }
      last = rank;
    }
  }
  // Twice in one rank is no ballot.
  for (auto& rank : x.ranks) {
    std::sort(rank.begin(), rank.end());
    rank.erase(std::unique(rank.begin(), rank.end()), rank.end());
  }
  return x;
}

selection drawn_selection(ballot_style style,
                          const std::vector<option_id>& options, bool repeats) {
  switch (style) {
  case ballot_style::one:
    return single_choice{
      options[*rc::gen::inRange<std::size_t>(0, options.size())]};
  case ballot_style::ranking:
    return drawn_ranking(options, repeats);
  case ballot_style::set: {
    option_set x;
    for (auto option : options) {
      if (*rc::gen::arbitrary<bool>()) {
        x.options.push_back(option);
      }
    }
    return x;
  }
  case ballot_style::scores: {
    score_list x;
    for (auto option : options) {
      x.scores.push_back({option, *rc::gen::inRange<std::uint32_t>(0, 101)});
    }
    return x;
  }
  }
  return blank_choice{};
}

// One that says nothing is blank, as it is when cast.
std::string canonical_of(const selection& x) {
  auto text = to_canonical(x);
  return text.size() == 1 ? to_canonical(blank_choice{}) : text;
}

tally drawn_tally(ballot_style style, const std::vector<option_id>& options,
                  bool repeats = false) {
  tally votes;
  auto piles = *rc::gen::inRange(0, 8);
  for (int i = 0; i < piles; ++i) {
    votes.add(canonical_of(drawn_selection(style, options, repeats)),
              *rc::gen::inRange<std::uint64_t>(1, 5));
  }
  votes.add(to_canonical(blank_choice{}),
            *rc::gen::inRange<std::uint64_t>(0, 3));
  return votes;
}

// Ids as a definition may have them: in no order.
count_terms drawn_terms(counting_method method) {
  auto how = terms(method, 0);
  auto options = *rc::gen::inRange<std::uint32_t>(1, 7);
  for (std::uint32_t i = 0; i < options; ++i) {
    how.options.push_back({i % 2 == 0 ? 900 - i : 1 + i});
  }
  return how;
}

bool can_say(ballot_format format, counting_method method) {
  return style_of(method) != ballot_style::scores
         || format == ballot_format::csv || format == ballot_format::cdf;
}

void check(const std::string& what, const std::function<void()>& property) {
  CAF_CHECK(rc::check(what, property));
}

// -- the standard of cast vote records ----------------------------------------

struct standard_object {
  std::set<std::string> required;
  std::set<std::string> allowed;
};

// The objects that are written, beside `@type`. Source: NIST SP 1500-103,
// version 1.0, JSON schema.
const std::map<std::string, standard_object> standard = {
  {"CVR.CastVoteRecordReport",
   {{"Election", "GeneratedDate", "GpUnit", "ReportGeneratingDeviceIds",
     "ReportingDevice", "Version"},
    {"CVR", "Notes", "ReportType"}}},
  {"CVR.ReportingDevice", {{"@id"}, {"Application"}}},
  {"CVR.GpUnit", {{"@id", "Type"}, {"Name", "OtherType"}}},
  {"CVR.Election",
   {{"@id", "Contest", "ElectionScopeId"}, {"Candidate", "Name"}}},
  {"CVR.Candidate", {{"@id"}, {"Name"}}},
  {"CVR.CandidateContest",
   {{"@id", "ContestSelection"},
    {"Name", "NumberElected", "OtherVoteVariation", "VoteVariation"}}},
  {"CVR.BallotMeasureContest",
   {{"@id", "ContestSelection"},
    {"Name", "OtherVoteVariation", "VoteVariation"}}},
  {"CVR.CandidateSelection", {{"@id"}, {"CandidateIds"}}},
  {"CVR.BallotMeasureSelection", {{"@id", "Selection"}, {}}},
  {"CVR.CVR",
   {{"CVRSnapshot", "CurrentSnapshotId", "ElectionId"},
    {"BallotStyleUnitId", "CreatingDeviceId", "UniqueId"}}},
  {"CVR.CVRSnapshot", {{"@id", "Type"}, {"CVRContest"}}},
  {"CVR.CVRContest", {{"ContestId"}, {"CVRContestSelection"}}},
  {"CVR.CVRContestSelection", {{"SelectionPosition"}, {"ContestSelectionId"}}},
  {"CVR.SelectionPosition", {{"HasIndication", "NumberVotes"}, {"Rank"}}}};

void check_standard(const boost::json::value& x) {
  if (const auto* list = x.if_array()) {
    for (const auto& item : *list) {
      check_standard(item);
    }
  }
  const auto* object = x.if_object();
  if (object == nullptr) {
    return;
  }
  std::string type{object->at("@type").as_string()};
  CAF_REQUIRE_EQUAL(standard.count(type), 1u);
  const auto& [required, allowed] = standard.at(type);
  for (const auto& name : required) {
    CAF_CHECK(object->contains(name));
  }
  for (const auto& member : *object) {
    std::string name{member.key()};
    CAF_CHECK(name == "@type"
              || required.count(name) + allowed.count(name) > 0);
    check_standard(member.value());
  }
}

} // namespace

CAF_TEST(every reader reads back what its writer wrote) {
  for (auto method : all_counting_methods()) {
    check(to_string(method), [method] {
      auto how = drawn_terms(method);
      auto style = style_of(method);
      auto votes = drawn_tally(style, how.options);
      auto papers = read_papers(how, votes);
      auto contest = contest_of(method, how.options.size());
      for (auto format : formats) {
        if (!can_say(format, method)) {
          continue;
        }
        auto text = text_of(format, contest, papers);
        RC_ASSERT(bool{text});
        auto file = read_back(format, *text, method);
        RC_ASSERT(file.options == contest.options);
        RC_ASSERT(tally_of(file.papers, style, how.options) == votes);
      }
    });
  }
}

CAF_TEST(options ranked twice come back but from csv that refuses them) {
  check("repeats", [] {
    auto method = counting_method::instant_runoff;
    auto how = drawn_terms(method);
    auto votes = drawn_tally(ballot_style::ranking, how.options, true);
    auto papers = read_papers(how, votes);
    auto contest = contest_of(method, how.options.size());
    for (auto format : formats) {
      auto text = text_of(format, contest, papers);
      if (!text) {
        RC_ASSERT(format == ballot_format::csv);
        RC_ASSERT(text.failure().code == ec::malformed);
        continue;
      }
      auto file = read_back(format, *text, method);
      RC_ASSERT(tally_of(file.papers, ballot_style::ranking, how.options)
                == votes);
    }
  });
}

CAF_TEST(gathered papers say the same in an order of their own) {
  check("gathered", [] {
    for (auto method :
         {counting_method::instant_runoff, counting_method::plurality,
          counting_method::approval, counting_method::score}) {
      auto how = drawn_terms(method);
      auto style = style_of(method);
      auto votes = drawn_tally(style, how.options);
      auto once = gather(read_papers(how, votes), style);
      RC_ASSERT(tally_of(once, style, how.options) == votes);
      // As if they had come in another order, and apart.
      ballot_papers apart;
      apart.blank = once.blank;
      for (auto paper = once.papers.rbegin(); paper != once.papers.rend();
           ++paper) {
        for (std::uint64_t i = 0; i < paper->ballots; ++i) {
          auto first = apart.marks.size();
          for (auto at = paper->first;
               once.marks[at] != ballot_papers::end_of_paper; ++at) {
            apart.marks.push_back(once.marks[at]);
          }
          apart.add(first, 1);
        }
      }
      auto again = gather(apart, style);
      auto contest = contest_of(counting_method::borda, how.options.size());
      if (style != ballot_style::scores) {
        RC_ASSERT(*text_of(ballot_format::blt, contest, once)
                  == *text_of(ballot_format::blt, contest, again));
      }
      RC_ASSERT(once.papers.size() == again.papers.size());
    }
  });
}

CAF_TEST(cut rankings keep their first ranks and are gathered anew) {
  auto papers = papers_of(std::vector<letters>{
    {3, "ABCD"}, {2, "AB"}, {1, "AB-D"}, {1, "--AB"}, {4, "C(AB)D"}, {1, ""}});
  auto cut = gather(papers, ballot_style::ranking, 2);
  auto contest = contest_of(counting_method::instant_runoff, 4);
  contest.ranks_kept = 2;
  auto text = text_of(ballot_format::blt, contest, cut);
  CAF_REQUIRE(text);
  CAF_CHECK_EQUAL(text->substr(0, text->find('"')),
                  "4 2\n6 1 2 0\n4 3 1=2 0\n2 0\n0\n");
  CAF_CHECK(text->find("(rankings cut to 2 ranks)") != std::string::npos);
  for (auto format : {ballot_format::preflib, ballot_format::cdf}) {
    auto said = text_of(format, contest, cut);
    CAF_REQUIRE(said);
    CAF_CHECK(said->find("rankings cut to 2 ranks") != std::string::npos);
  }
  CAF_CHECK_EQUAL(ballots_of_few(cut, 6), 4u);
  CAF_CHECK_EQUAL(ballots_of_few(cut, 7), 10u);
}

CAF_TEST(sets and single choices are never cut) {
  auto how = terms(counting_method::approval, 3);
  tally votes;
  votes.add(to_canonical(option_set{{{1}, {2}, {3}}}), 2);
  auto papers = read_papers(how, votes);
  auto cut = gather(papers, ballot_style::set, 1);
  CAF_CHECK(tally_of(cut, ballot_style::set, how.options) == votes);
}

CAF_TEST(scores go into csv and cdf only) {
  auto papers = papers_of(std::vector<scored>{{2, {5, 0, 3}}});
  auto contest = contest_of(counting_method::star, 3);
  for (auto format : {ballot_format::preflib, ballot_format::blt}) {
    auto text = text_of(format, contest, papers);
    CAF_REQUIRE(!text);
    CAF_CHECK(text.failure().code == ec::wrong_method);
  }
  auto csv = text_of(ballot_format::csv, contest, papers);
  CAF_REQUIRE(csv);
  CAF_CHECK_EQUAL(csv->substr(csv->find('\n') + 1), "1,5,,3\n2,5,,3\n");
}

CAF_TEST(cast vote records hold what the standard demands and nothing else) {
  for (auto method : all_counting_methods()) {
    auto how = terms(method, 3);
    tally votes;
    switch (style_of(method)) {
    case ballot_style::one:
      votes.add(to_canonical(single_choice{{2}}), 2);
      break;
    case ballot_style::set:
      votes.add(to_canonical(option_set{{{1}, {3}}}), 2);
      break;
    case ballot_style::ranking:
      votes.add(to_canonical(ranking{{{{3}}, {}, {{1}, {2}}}}), 2);
      break;
    case ballot_style::scores:
      votes.add(to_canonical(score_list{{{{1}, 4}, {{2}, 1}}}), 2);
      break;
    }
    votes.add(to_canonical(blank_choice{}), 1);
    auto contest = contest_of(method, 3);
    contest.is_question = method == counting_method::plurality;
    auto text = text_of(ballot_format::cdf, contest, read_papers(how, votes));
    CAF_REQUIRE(text);
    check_standard(boost::json::parse(*text));
    CAF_CHECK(text->find(R"("GeneratedDate":"2026-09-21T)")
              != std::string::npos);
  }
}

CAF_TEST(names that a format could mistake are told apart) {
  auto papers = papers_of(std::vector<letters>{{1, "BA"}});
  for (const std::string name :
       {"Count", "ID", "", "Ballot style", "a\nb", "say \"x\"", " edge ",
        "\xEF\xBB\xBF"
        "bom",
        "# TITLE: no", "1", "=1+1"}) {
    auto contest = contest_of(counting_method::instant_runoff, 3);
    contest.options = {name, name, "Zoé"};
    for (auto format : formats) {
      auto text = text_of(format, contest, papers);
      CAF_REQUIRE(text);
      auto file = read_back(format, *text, counting_method::instant_runoff);
      CAF_CHECK_EQUAL(file.options.size(), 3u);
      CAF_CHECK(tally_of(file.papers, ballot_style::ranking, ids(3))
                == tally_of(papers, ballot_style::ranking, ids(3)));
      CAF_CHECK_EQUAL(file.options.at(2), "Zoé");
      if (format == ballot_format::csv || format == ballot_format::cdf) {
        CAF_CHECK(file.options.at(0) != file.options.at(1));
      }
    }
  }
}

CAF_TEST(numbers that names get do not make them another name) {
  auto contest = contest_of(counting_method::instant_runoff, 0);
  contest.options = {"A", "A", "A (2)", "A (1)"};
  auto text = text_of(ballot_format::csv, contest, {});
  CAF_REQUIRE(text);
  CAF_CHECK_EQUAL(*text, "ballot,A (1) (1),A (2) (2),A (2),A (1)\n");
  contest.options = {"Count", "Count (1)", "ballot", "count", ""};
  text = text_of(ballot_format::csv, contest, {});
  CAF_REQUIRE(text);
  CAF_CHECK_EQUAL(*text,
                  "ballot,Count (1) (1),Count (1),ballot (3),count,(5)\n");
}

CAF_TEST(what no file can hold is refused) {
  auto refused = [](const written_contest& x) {
    for (auto format : formats) {
      auto text = text_of(format, x, {});
      CAF_CHECK(!text);
      CAF_CHECK(!text && text.failure().code == ec::malformed);
    }
  };
  refused(contest_of(counting_method::plurality, 0));
  refused(contest_of(counting_method::plurality, 501));
  auto contest = contest_of(counting_method::plurality, 2);
  contest.options[1] = "\xFF";
  refused(contest);
  // The 501st rank.
  ballot_papers papers;
  for (int i = 0; i < 500; ++i) {
    papers.marks.push_back(ballot_papers::skipped);
  }
  papers.marks.push_back(0);
  papers.add(0, 1);
  contest = contest_of(counting_method::instant_runoff, 2);
  CAF_CHECK(!text_of(ballot_format::csv, contest, papers));
  CAF_CHECK(!text_of(ballot_format::cdf, contest, papers));
  auto blt = text_of(ballot_format::blt, contest, papers);
  CAF_REQUIRE(blt);
  auto file =
    read_back(ballot_format::blt, *blt, counting_method::instant_runoff);
  CAF_CHECK_EQUAL(file.papers.marks.size(), 502u);
}

CAF_TEST(a contest without ballots is a file without ballots) {
  auto contest = contest_of(counting_method::instant_runoff, 2);
  for (auto format : formats) {
    auto text = text_of(format, contest, {});
    CAF_REQUIRE(text);
    auto file = read_back(format, *text, counting_method::instant_runoff);
    CAF_CHECK_EQUAL(file.papers.ballots(), 0u);
  }
}

CAF_TEST(elections that were held go through every format unchanged) {
  auto folder = preflib_folder();
  if (!folder) {
    std::cout << "SKIPPED: ballot_writers: no PrefLib data in ../shared/data "
                 "or $SCRUTIN_TEST_DATA\n";
    CAF_CHECK(!folder);
    return;
  }
  auto method = counting_method::instant_runoff;
  std::size_t held = 0;
  for (const auto& entry : std::filesystem::directory_iterator{*folder}) {
    if (entry.path().extension() != ".toi") {
      continue;
    }
    CAF_MESSAGE(entry.path().filename().string());
    std::ifstream in{entry.path(), std::ios::binary};
    std::string text{std::istreambuf_iterator<char>{in}, {}};
    auto first = read_back(ballot_format::preflib, text, method);
    auto how = terms(method, static_cast<std::uint32_t>(first.options.size()));
    how.rules.ties = tie_rule::previous_round;
    auto votes = tally_of(first.papers, ballot_style::ranking, how.options);
    auto count = counted(how, first.papers);
    auto contest = contest_of(method, 0);
    contest.options = first.options;
    for (auto format : formats) {
      auto said = text_of(format, contest, first.papers);
      if (!said) {
        // Some voters ranked an option twice.
        CAF_CHECK(format == ballot_format::csv);
        CAF_CHECK_EQUAL(said.failure().detail.substr(0, 7), "ballot ");
        continue;
      }
      auto again = read_back(format, *said, method);
      CAF_CHECK(tally_of(again.papers, ballot_style::ranking, how.options)
                == votes);
      auto recount = counted(how, again.papers);
      CAF_CHECK_EQUAL(winners_of(recount), winners_of(count));
      CAF_CHECK_EQUAL(recount.rounds.size(), count.rounds.size());
      CAF_CHECK_EQUAL(recount.margin, count.margin);
    }
    ++held;
  }
  CAF_CHECK(held > 0);
}
