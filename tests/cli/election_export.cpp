// Goal: what is written of a closed election is what was cast, counts the same
// elsewhere, and tells nothing of who cast it or when. Method: embedded stores
// with frames as validators write them; the commands in this process.
#define CAF_SUITE election_export
#include "caf/test/unit_test.hpp"

#include <algorithm>
#include <fstream>
#include <set>

#include <boost/json.hpp>
#include <sys/stat.h>

#include "domain/text.hpp"
#include "held_election.hpp"
#include "sample_election.hpp"

using namespace scrutin;

namespace {

namespace json = boost::json;

// Five options whose ids are in no order, ties by lot, results in steps of 3.
const std::string council = R"(id = 5
code = "COUNCIL/1"
kind = "municipal"
method = "irv"
name = { fr = "Conseil", en = "Council" }
partition_voters = 10
[window]
opens_at = 2026-01-01T08:00:00-05:00
closes_at = 2026-01-02T08:00:00-05:00
[release]
policy = "at_close"
step_ballots = 3
[counting]
overvotes = "exhaust"
skipped_ranks = "skip"
repeats = "skip"
ranks_max = 5
stop = "majority"
elimination = "one"
ties = "lot"
lot_seed = "6 5 4; it's public"
[[regions]]
id = 2
code = "town"
name = { fr = "Ville", en = "Town" }
[[regions.options]]
id = 70
name = { fr = "Zoé, l'aînée", en = "Zoé" }
[[regions.options]]
id = 3
name = { fr = "Bob \"B\"", en = "Bob" }
[[regions.options]]
id = 9
name = { fr = "Anne", en = "Anne" }
[[regions.options]]
id = 4
name = { fr = "Anne", en = "Anne" }
[[regions.options]]
id = 5
name = { fr = "Count", en = "Count" }
)";

ranking ranks(const std::vector<std::vector<std::uint32_t>>& x) {
  ranking said;
  for (const auto& rank : x) {
    said.ranks.emplace_back();
    for (auto id : rank) {
      said.ranks.back().push_back({id});
    }
  }
  return said;
}

// 9 and 4 are tied for leaving first, then 3 and 5.
const ballots_by_region council_ballots = {
  {2,
   {{8, ranks({{70}, {3}, {9}})},
    {6, ranks({{3}, {}, {70, 5}})},
    {6, ranks({{5}, {4}, {3}, {9}, {70}})},
    {2, ranks({{9}, {5}})},
    {2, ranks({{4}, {3}})},
    {1, ranks({{}, {4}, {3}, {70}})},
    {3, blank_choice{}}}}};

const ballots_by_region law_ballots = {
  {1,
   {{20, single_choice{{1}}}, {11, single_choice{{2}}}, {2, blank_choice{}}}},
  {2, {{5, single_choice{{1}}}, {9, single_choice{{2}}}}}};

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

struct exporting {
  const held_election& held;
  std::string code;

  [[nodiscard]] command_result operator()(const std::string& format,
                                          const std::string& output,
                                          std::vector<std::string> more = {},
                                          std::uint32_t seed = 1) const {
    more.insert(more.begin(),
                {"election", "export", "--config", held.config(), "-e", code,
                 "--format", format, "--output", (held / output).string()});
    return run_command(more, seed);
  }
  [[nodiscard]] command_result recount(std::vector<std::string> more) const {
    more.insert(more.begin(),
                {"election", "recount", "--config", held.config(), "-e", code});
    return run_command(more);
  }
};

// The words of a command as a shell splits them; single quotes only.
std::vector<std::string> words_of(const std::string& line) {
  std::vector<std::string> words;
  bool in_word = false;
  bool quoted = false;
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (line[i] == '\'') {
      quoted = !quoted;
    } else if (line[i] == ' ' && !quoted) {
      in_word = false;
      continue;
    } else {
      if (!in_word) {
        words.emplace_back();
      }
      words.back() += line[i] == '\\' && !quoted ? line[++i] : line[i];
      in_word = true;
      continue;
    }
    if (!in_word) {
      words.emplace_back();
      in_word = true;
    }
  }
  return words;
}

// Runs the lines that an export printed, as an auditor pastes them.
std::vector<json::object> counted_by_lines(const std::string& printed) {
  std::vector<json::object> counts;
  std::istringstream in{printed};
  for (std::string line; std::getline(in, line);) {
    if (line.rfind("  scrutin count ", 0) == 0) {
      auto words = words_of(line);
      words.erase(words.begin());
      words.insert(words.end(), {"-o", "json"});
      auto x = run_command(words);
      CAF_CHECK_EQUAL(x.code, 0);
      CAF_CHECK_EQUAL(x.err, "");
      counts.push_back(json::parse(x.out).as_object());
    }
  }
  return counts;
}

std::vector<json::object> recounted(const exporting& of) {
  std::vector<json::object> counts;
  auto x = of.recount({"-o", "json"});
  CAF_CHECK_EQUAL(x.code, 0);
  std::istringstream in{x.out};
  for (std::string line; std::getline(in, line);) {
    auto object = json::parse(line).as_object();
    if (object.contains("count")) {
      counts.push_back(object.at("count").as_object());
    }
  }
  return counts;
}

// Everything but what options and contests are called, which formats write
// their own way.
std::string without_names(json::object count) {
  count.erase("title");
  count.erase("options");
  return json::serialize(count);
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream in{text};
  for (std::string line; std::getline(in, line);) {
    lines.push_back(line);
  }
  return lines;
}

// Ballots of a CSV file without their numbers, in their order.
std::vector<std::string> said_in(const std::filesystem::path& file) {
  auto lines = lines_of(contents_of(file));
  std::vector<std::string> said;
  for (std::size_t i = 1; i < lines.size(); ++i) {
    auto comma = lines[i].find(',');
    CAF_CHECK_EQUAL(lines[i].substr(0, comma), std::to_string(i));
    said.push_back(lines[i].substr(comma));
  }
  return said;
}

std::string sorted_text(std::vector<std::string> lines) {
  std::sort(lines.begin(), lines.end());
  std::string text;
  for (const auto& line : lines) {
    text += line + "\n";
  }
  return text;
}

} // namespace

CAF_TEST(a file counts elsewhere as the ballot box does round by round) {
  held_election held{council, council_ballots};
  exporting run{held, "COUNCIL/1"};
  auto expected = recounted(run);
  CAF_REQUIRE_EQUAL(expected.size(), 1u);
  auto ties = expected[0].at("ties").as_array().size();
  CAF_CHECK(ties > 0);
  auto rounds = expected[0].at("rounds").as_array().size();
  CAF_CHECK(rounds > 2);
  for (const std::string format : {"cdf", "csv", "blt", "preflib"}) {
    auto x = run(format, format + "/");
    CAF_CHECK_EQUAL(x.code, 0);
    auto counts = counted_by_lines(x.out);
    CAF_REQUIRE_EQUAL(counts.size(), 1u);
    CAF_CHECK_EQUAL(without_names(counts[0]), without_names(expected[0]));
  }
}

CAF_TEST(each district of a law has a file that counts the same) {
  held_election held{"partition_voters = 10\n" + law_document(), law_ballots};
  exporting run{held, "L1"};
  auto expected = recounted(run);
  for (const std::string format : {"cdf", "csv", "blt", "preflib"}) {
    auto x = run(format, "all");
    CAF_CHECK_EQUAL(x.code, 0);
    // Nobody is known by an answer to one question.
    CAF_CHECK_EQUAL(x.err, "");
    auto counts = counted_by_lines(x.out);
    CAF_REQUIRE_EQUAL(counts.size(), 2u);
    for (std::size_t i = 0; i < 2; ++i) {
      CAF_CHECK_EQUAL(without_names(counts[i]), without_names(expected[i]));
    }
  }
  std::set<std::string> names;
  for (const auto& file : std::filesystem::directory_iterator{held / "all"}) {
    names.insert(file.path().filename().string());
    auto mode = std::filesystem::status(file).permissions();
    CAF_CHECK(mode
              == (std::filesystem::perms::owner_read
                  | std::filesystem::perms::owner_write));
  }
  CAF_CHECK((names
             == std::set<std::string>{
               "L1-region-1.blt", "L1-region-1.cvr.csv", "L1-region-1.cvr.json",
               "L1-region-1.toi", "L1-region-2.blt", "L1-region-2.cvr.csv",
               "L1-region-2.cvr.json", "L1-region-2.toi"}));
}

CAF_TEST(results are written as a count prints them) {
  held_election held{council, council_ballots};
  exporting run{held, "COUNCIL/1"};
  CAF_CHECK_EQUAL(run("results-json", "r.json").code, 0);
  auto written = json::parse(contents_of(held / "r.json"));
  CAF_CHECK_EQUAL(json::serialize(written),
                  json::serialize(recounted(run).at(0)));
  CAF_CHECK_EQUAL(run("results-csv", "out/").code, 0);
  auto csv = contents_of(held / "out" / "COUNCIL_1-region-2.results.csv");
  CAF_CHECK_EQUAL(csv.rfind("round,option,name,votes,transfer,status\n", 0),
                  0u);
  // Results are whole, whatever ballots would be cut to.
  CAF_CHECK_EQUAL(run("results-csv", "cut.csv", {"--truncate", "2"}).code, 3);
}

CAF_TEST(a seed gives one order and the log has no part in it) {
  held_election held{council, council_ballots};
  holding otherwise;
  otherwise.seed = 77;
  otherwise.ballots_a_frame = 2;
  held_election again{council, council_ballots, otherwise};
  exporting run{held, "COUNCIL/1"};
  exporting run_again{again, "COUNCIL/1"};
  for (const std::string format : {"csv", "cdf", "blt", "preflib"}) {
    CAF_REQUIRE_EQUAL(run(format, "a." + format, {}, 5).code, 0);
    CAF_REQUIRE_EQUAL(run_again(format, "a." + format, {}, 5).code, 0);
    CAF_CHECK_EQUAL(contents_of(held / ("a." + format)),
                    contents_of(again / ("a." + format)));
  }
  CAF_REQUIRE_EQUAL(run("csv", "b.csv", {}, 6).code, 0);
  auto a = said_in(held / "a.csv");
  auto b = said_in(held / "b.csv");
  CAF_CHECK(a != b);
  CAF_CHECK_EQUAL(a.size(), 28u);
  CAF_CHECK_EQUAL(sorted_text(a), sorted_text(b));
  // Equal ballots do not stand together: there are 7 kinds of them.
  std::size_t changes = 0;
  for (std::size_t i = 1; i < a.size(); ++i) {
    changes += a[i] != a[i - 1] ? 1 : 0;
  }
  CAF_CHECK(changes > 10);
}

CAF_TEST(no file holds an id of a ballot or a tag) {
  held_election held{council, council_ballots};
  exporting run{held, "COUNCIL/1"};
  std::vector<std::string> needles;
  {
    auto opened = held.open();
    const auto& served = opened.elections->all().front();
    partition_id partition{{5}, {2}, 0};
    frame_sealer sealer{partition, served.keys.frame};
    CAF_REQUIRE(opened.at.ballot_box->read(
      partition, [&](sealed_frame&& frame) -> result<void> {
        auto content = sealer.open(frame);
        CAF_REQUIRE(content);
        if (const auto* x = std::get_if<ballots_content>(&*content)) {
          for (const auto& spent : x->spent) {
            needles.emplace_back(to_hex(spent.tag.view()));
            needles.emplace_back(spent.tag.view());
          }
          for (const auto& ballot : x->ballots) {
            needles.emplace_back(to_hex(ballot.id.view()));
            needles.emplace_back(to_base32(ballot.id.view()));
          }
        }
        return {};
      }));
  }
  CAF_CHECK(!needles.empty());
  for (const std::string format : {"csv", "cdf", "blt", "preflib"}) {
    auto x = run(format, "n." + format);
    auto text = contents_of(held / ("n." + format)) + x.out + x.err;
    for (const auto& needle : needles) {
      CAF_CHECK(!has(text, needle));
    }
  }
}

CAF_TEST(ballots that few would cast are warned of and can be cut) {
  held_election held{council, council_ballots};
  exporting run{held, "COUNCIL/1"};
  auto whole = run("blt", "whole.blt");
  CAF_CHECK_EQUAL(whole.code, 0);
  CAF_CHECK(has(whole.err, "region 2: 5 of 28 ballots say what fewer than 3 "
                           "voters say, 1 of them what nobody else says"));
  CAF_CHECK(has(whole.err, "--truncate N"));
  auto cut = run("blt", "cut/", {"--truncate", "1"});
  CAF_CHECK_EQUAL(cut.code, 0);
  auto text = contents_of(held / "cut" / "COUNCIL_1-region-2-first-1.blt");
  CAF_CHECK_EQUAL(text.substr(0, text.find('"')),
                  "5 1\n8 1 0\n6 2 0\n6 5 0\n2 3 0\n2 4 0\n4 0\n0\n");
  CAF_CHECK(has(text, "\"Conseil (rankings cut to 1 rank)\""));
  CAF_CHECK(has(cut.err, "they may count differently"));
  CAF_CHECK(has(cut.err, "4 of 28 ballots say what fewer than 3 voters say, 0 "
                         "of them"));
  CAF_CHECK_EQUAL(run("blt", "c.blt", {"--truncate", "0"}).code, 2);
  held_election law{law_document(), law_ballots};
  exporting of_law{law, "L1"};
  auto refused = of_law("csv", "x/", {"--truncate", "1"});
  CAF_CHECK_EQUAL(refused.code, 3);
  CAF_CHECK(has(refused.err, "cuts rankings; L1 has none"));
}

CAF_TEST(nothing is written of an election that is open anywhere) {
  holding how;
  how.left_open = {1};
  held_election held{law_document(), law_ballots, how};
  exporting run{held, "L1"};
  for (const std::string format :
       {"csv", "cdf", "blt", "preflib", "results-json", "results-csv"}) {
    auto x = run(format, "out/", {"--region", "2", "--force"});
    CAF_CHECK_EQUAL(x.code, 6);
    CAF_CHECK_EQUAL(x.out, "");
    CAF_CHECK(!std::filesystem::exists(held / "out"));
  }
}

CAF_TEST(a file that is there stays unless it is to be replaced) {
  held_election held{law_document(), law_ballots};
  exporting run{held, "L1"};
  std::filesystem::create_directory(held / "out");
  std::ofstream{held / "out" / "L1-region-2.blt"} << "mine";
  auto refused = run("blt", "out");
  CAF_CHECK_EQUAL(refused.code, 6);
  CAF_CHECK(has(refused.err, "is there already; --force replaces it"));
  // Not even the other region's.
  CAF_CHECK(!std::filesystem::exists(held / "out" / "L1-region-1.blt"));
  CAF_CHECK_EQUAL(contents_of(held / "out" / "L1-region-2.blt"), "mine");
  CAF_CHECK_EQUAL(run("blt", "out", {"--force"}).code, 0);
  CAF_CHECK(has(contents_of(held / "out" / "L1-region-2.blt"), "9 2 0"));
  // Nor is a pipe or a device replaced.
  CAF_REQUIRE_EQUAL(::mkfifo((held / "pipe").c_str(), 0600), 0);
  CAF_CHECK_EQUAL(run("blt", "pipe", {"--region", "1", "--force"}).code, 6);
  CAF_CHECK(std::filesystem::is_fifo(held / "pipe"));
  // A link is replaced, what it leads to is not written over.
  std::ofstream{held / "precious"} << "kept";
  std::filesystem::create_symlink(held / "precious", held / "link.blt");
  CAF_CHECK_EQUAL(run("blt", "link.blt", {"--region", "1"}).code, 6);
  CAF_CHECK_EQUAL(run("blt", "link.blt", {"--region", "1", "--force"}).code, 0);
  CAF_CHECK_EQUAL(contents_of(held / "precious"), "kept");
  for (const auto& file : std::filesystem::directory_iterator{held / "out"}) {
    CAF_CHECK_EQUAL(file.path().extension().string(), ".blt");
  }
}

CAF_TEST(a place that cannot be written to is named) {
  held_election held{law_document(), law_ballots};
  exporting run{held, "L1"};
  std::ofstream{held / "file"} << "x";
  auto under_file = run("blt", "file/out");
  CAF_CHECK_EQUAL(under_file.code, 5);
  CAF_CHECK(has(under_file.err, "file/out"));
  auto no_folder = run("blt", "none/out.blt", {"--region", "1"});
  CAF_CHECK_EQUAL(no_folder.code, 5);
  CAF_CHECK(has(no_folder.err, "No such file"));
  // Two regions are no file.
  auto two = run("blt", "file");
  CAF_CHECK_EQUAL(two.code, 5);
  CAF_CHECK_EQUAL(contents_of(held / "file"), "x");
}
