#include <ctime>
#include <ostream>
#include <utility>

#include <boost/json.hpp>

#include "interchange/ballot_readers.hpp"
#include "interchange/ballot_writers.hpp"
#include "interchange/paper_marks.hpp"
#include "interchange/written_names.hpp"

// One election of one contest in one unit, and a record with one snapshot for
// each ballot. Answers are a ballot measure, candidates a candidate contest.
// Source: NIST SP 1500-103, Cast Vote Records Common Data Format, version 1.0.

namespace scrutin {

namespace {

namespace json = boost::json;

// RFC 3339, in UTC and whole seconds.
std::string date_of(std::int64_t unix_ms) {
  auto at = static_cast<std::time_t>(unix_ms / 1000);
  std::tm parts{};
  ::gmtime_r(&at, &parts);
  char text[32];
  auto size = std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts);
  return {text, size};
}

// How the standard calls a method; `other` where it has no name for it.
const char* variation_of(counting_method x) {
  switch (x) {
  case counting_method::plurality:
    return "plurality";
  case counting_method::instant_runoff:
  case counting_method::transferable_vote:
    return "rcv";
  case counting_method::block:
    return "n-of-m";
  case counting_method::approval:
    return "approval";
  case counting_method::score:
    return "range";
  case counting_method::borda:
    return "borda";
  case counting_method::star:
  case counting_method::schulze:
  case counting_method::ranked_pairs:
    return "other";
  }
  return "other";
}

std::string numbered(const char* what, std::size_t position) {
  return what + std::to_string(position + 1);
}

class cdf_writer {
public:
  cdf_writer(std::ostream& out, const written_contest& contest,
             const ballot_papers& papers)
    : out_(out), contest_(contest), papers_(papers),
      style_(style_of(contest.method)) {}

  void write_head() {
    std::string notes = "Ballots carry new numbers, which tell nothing of "
                        "when they were cast.";
    if (contest_.ranks_kept != 0) {
      notes += " With " + cut_note(contest_) + ".";
    }
    json::object unit{{"@type", "CVR.GpUnit"},
                      {"@id", "region"},
                      {"Type", "other"},
                      {"OtherType", "electoral district"},
                      {"Name", on_one_line(contest_.region)}};
    json::object device{{"@type", "CVR.ReportingDevice"},
                        {"@id", "scrutin"},
                        {"Application", "Scrutin"}};
    json::object head{{"@type", "CVR.CastVoteRecordReport"},
                      {"Version", "1.0.0"},
                      {"ReportType", json::array{"aggregated"}},
                      {"GeneratedDate", date_of(contest_.written_at_ms)},
                      {"Notes", notes},
                      {"ReportGeneratingDeviceIds", json::array{"scrutin"}},
                      {"ReportingDevice", json::array{device}},
                      {"GpUnit", json::array{unit}},
                      {"Election", json::array{election()}}};
    auto text = json::serialize(head);
    text.pop_back();
    out_ << text << ",\"CVR\":[";
  }

  result<void> write(std::uint64_t ballot, std::size_t paper) {
    out_ << (ballot > 1 ? ",\n" : "\n") << R"({"@type":"CVR.CVR","UniqueId":")"
         << ballot
         << R"(","ElectionId":"election","BallotStyleUnitId":"region",)"
         << R"("CreatingDeviceId":"scrutin","CurrentSnapshotId":"ballot-)"
         << ballot << R"(","CVRSnapshot":[{"@type":"CVR.CVRSnapshot",)"
         << R"("@id":"ballot-)" << ballot << R"(","Type":"original",)"
         << R"("CVRContest":[{"@type":"CVR.CVRContest",)"
         << R"("ContestId":"contest","CVRContestSelection":[)";
    auto done = paper < papers_.papers.size()
                  ? write_marks(papers_.papers[paper].first)
                  : result<void>{};
    out_ << "]}]}]}";
    return done ? done
                : error{ec::malformed, "ballot " + std::to_string(ballot) + ": "
                                         + done.failure().detail};
  }

  void write_end() { out_ << "\n]}\n"; }

private:
  [[nodiscard]] json::object election() const {
    json::array candidates;
    json::array selections;
    auto names = distinct_names(contest_);
    for (std::size_t i = 0; i < names.size(); ++i) {
      auto candidate = numbered("candidate-", i);
      if (contest_.is_question) {
        selections.push_back({{"@type", "CVR.BallotMeasureSelection"},
                              {"@id", numbered("option-", i)},
                              {"Selection", names[i]}});
        continue;
      }
      candidates.push_back(
        {{"@type", "CVR.Candidate"}, {"@id", candidate}, {"Name", names[i]}});
      selections.push_back({{"@type", "CVR.CandidateSelection"},
                            {"@id", numbered("option-", i)},
                            {"CandidateIds", json::array{candidate}}});
    }
    json::object contest{{"@type", contest_.is_question
                                     ? "CVR.BallotMeasureContest"
                                     : "CVR.CandidateContest"},
                         {"@id", "contest"},
                         {"Name", on_one_line(contest_.title)},
                         {"VoteVariation", variation_of(contest_.method)},
                         {"ContestSelection", std::move(selections)}};
    if (contest.at("VoteVariation") == "other") {
      contest["OtherVoteVariation"] = to_string(contest_.method);
    }
    if (!contest_.is_question) {
      contest["NumberElected"] = contest_.seats;
    }
    return {{"@type", "CVR.Election"},
            {"@id", "election"},
            {"Name", on_one_line(contest_.election)},
            {"ElectionScopeId", "region"},
            {"Candidate", std::move(candidates)},
            {"Contest", json::array{std::move(contest)}}};
  }

  result<void> write_marks(std::size_t at) {
    const auto& marks = papers_.marks;
    bool first = true;
    if (style_ == ballot_style::scores) {
      for (; marks[at] != ballot_papers::end_of_paper; at += 2) {
        write_mark(std::exchange(first, false), marks[at], marks[at + 1], 0);
      }
      return {};
    }
    result<void> done;
    each_mark(papers_, at, [&](std::size_t rank, ballot_position option) {
      if (rank > file_options_max) {
        done = error{ec::malformed, "has more than 500 ranks"};
        return;
      }
      write_mark(std::exchange(first, false), option, 1,
                 style_ == ballot_style::ranking ? rank : 0);
    });
    return done;
  }

  // @param rank: 0 for none.
  void write_mark(bool first, std::size_t option, std::size_t votes,
                  std::size_t rank) {
    out_ << (first ? "" : ",") << R"({"@type":"CVR.CVRContestSelection",)"
         << R"("ContestSelectionId":"option-)" << option + 1
         << R"(","SelectionPosition":[{"@type":"CVR.SelectionPosition",)"
         << R"("HasIndication":"yes","NumberVotes":)" << votes;
    if (rank != 0) {
      out_ << R"(,"Rank":)" << rank;
    }
    out_ << "}]}";
  }

  std::ostream& out_;
  const written_contest& contest_;
  const ballot_papers& papers_;
  ballot_style style_;
};

} // namespace

result<void> write_cdf(std::ostream& out, const written_contest& contest,
                       const ballot_papers& papers, const ballot_order& next) {
  if (auto done = check_written(contest); !done) {
    return done;
  }
  cdf_writer writer{out, contest, papers};
  writer.write_head();
  std::uint64_t ballot = 0;
  for (auto paper = next(); paper; paper = next()) {
    if (auto done = writer.write(++ballot, *paper); !done) {
      return done;
    }
  }
  writer.write_end();
  return {};
}

} // namespace scrutin
