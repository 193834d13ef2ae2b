// Goal: what `scrutin count` prints and ends with. Method: the command in this
// process; the elections of expected.csv where they are present.
#define CAF_SUITE count_command
#include "cli/count/count_command.hpp"

#include <cstdlib>
#include <fstream>
#include <iostream>
#include <sstream>

#include <boost/json.hpp>
#include <unistd.h>

#include "caf/test/unit_test.hpp"

#include "domain/counting/lot.hpp"
#include "domain/counting/rules.hpp"

using namespace scrutin;

namespace {

struct fixture {
  std::filesystem::path file =
    std::filesystem::temp_directory_path()
    / ("scrutin-count-" + std::to_string(::getpid()) + ".toi");
  std::ostringstream out;
  std::ostringstream err;

  fixture() {
    write("# TITLE: Village\n# NUMBER ALTERNATIVES: 3\n"
          "# ALTERNATIVE NAME 1: Anne\n# ALTERNATIVE NAME 2: Bob\n"
          "# ALTERNATIVE NAME 3: Zoé\n4: 1\n3: 2,1\n2: 3,2\n");
  }
  ~fixture() { std::filesystem::remove(file); }

  void write(const std::string& text) const { std::ofstream{file} << text; }

  int run(std::vector<std::string> words) {
    command_line commands;
    add_count(commands);
    std::vector<const char*> argv{"scrutin", "count"};
    for (const auto& word : words) {
      argv.push_back(word.c_str());
    }
    out.str("");
    err.str("");
    terminal at{out, err};
    return commands.run(static_cast<int>(argv.size()), argv.data(), at);
  }

  boost::json::object json(std::vector<std::string> words) {
    words.insert(words.end(), {"-o", "json"});
    CAF_CHECK_EQUAL(run(std::move(words)), 0);
    return boost::json::parse(out.str()).as_object();
  }

  [[nodiscard]] bool printed(const std::string& text) const {
    return out.str().find(text) != std::string::npos;
  }
};

std::string winner_of(const boost::json::object& x) {
  auto id = x.at("winners").as_array().at(0).as_int64();
  const auto& option =
    x.at("options").as_array().at(static_cast<std::size_t>(id - 1));
  return std::string{option.as_object().at("name").as_string()};
}

} // namespace

CAF_TEST_FIXTURE_SCOPE(count_tests, fixture)

CAF_TEST(a file is counted round by round) {
  // Zoé leaves, her 2 go to Bob: 5 to 4.
  CAF_CHECK_EQUAL(run({file.string(), "--method", "irv"}), 0);
  CAF_CHECK(printed("Village"));
  CAF_CHECK(printed("9 ballots, 0 of them blank; 3 options, 1 seat"));
  CAF_CHECK(printed("Elected: Bob"));
  CAF_CHECK(printed("Margin: 1"));
  CAF_CHECK_EQUAL(run({file.string(), "--method", "irv", "-o", "csv"}), 0);
  CAF_CHECK(printed("1,3,Zoé,2,0,fewest_votes"));
  CAF_CHECK(printed("2,2,Bob,5,0,elected"));
}

CAF_TEST(every method prints text csv and json) {
  write("# NUMBER ALTERNATIVES: 2\n2: 1,2\n1: 2\n");
  for (auto method : all_counting_methods()) {
    if (style_of(method) == ballot_style::scores) {
      continue;
    }
    for (const auto* format : {"text", "csv", "json"}) {
      auto words = std::vector<std::string>{file.string(), "--method",
                                            to_string(method), "-o", format};
      if (style_of(method) == ballot_style::set) {
        words.insert(words.end(), {"--rule", "choices_max=2", "--rule",
                                   "ties=ballot_order"});
      }
      CAF_CHECK_EQUAL(run(words), 0);
      CAF_CHECK(!out.str().empty());
    }
  }
}

CAF_TEST(the rules are printed with their digest) {
  auto x = json({file.string(), "--method", "irv", "--rules", "maine"});
  CAF_CHECK_EQUAL(x.at("rules").as_object().at("stop").as_string(),
                  "two_remain");
  CAF_CHECK_EQUAL(x.at("rules_sha256").as_string().size(), 64u);
  auto y = json({file.string(), "--method", "irv"});
  CAF_CHECK(x.at("rules_sha256") != y.at("rules_sha256"));
  CAF_CHECK_EQUAL(run({"--method", "stv", "--list-rules"}), 0);
  CAF_CHECK(printed("quota=droop    (droop or hare)"));
}

CAF_TEST(a tie that stays open ends with 1 and goes by the lot that is drawn) {
  write("# NUMBER ALTERNATIVES: 2\n1: 1\n1: 2\n");
  CAF_CHECK_EQUAL(run({file.string(), "--method", "plurality"}), 1);
  CAF_CHECK(printed("Undecided: a tie between 1, 2"));
  CAF_CHECK_EQUAL(run({file.string(), "--method", "plurality", "--rule",
                       "ties=official", "--drawn", "2,1"}),
                  0);
  CAF_CHECK(printed("Elected: 2"));
}

CAF_TEST(lots are drawn as of the election and the ids that are named) {
  write("# NUMBER ALTERNATIVES: 2\n1: 1\n1: 2\n");
  auto winner = [&](std::vector<std::string> more) {
    std::vector<std::string> words{file.string(), "--method", "plurality",
                                   "--rule",      "ties=lot", "--rule",
                                   "lot_seed=s"};
    words.insert(words.end(), more.begin(), more.end());
    return json(words).at("winners").as_array().at(0).as_int64();
  };
  // Whose SHA-256 of `s|election|region|option` is higher.
  auto prevails = [](contest_id in, std::uint32_t a, std::uint32_t b) {
    return lot_of("s", in, {a}) < lot_of("s", in, {b}) ? b : a;
  };
  CAF_CHECK_EQUAL(winner({}), prevails({{1}, {1}}, 1, 2));
  for (std::uint32_t i = 1; i < 9; ++i) {
    auto x = winner({"--lots-of", std::to_string(i) + "/7", "--option-ids",
                     std::to_string(i + 40) + "," + std::to_string(i)});
    CAF_CHECK_EQUAL(x, prevails({{i}, {7}}, i + 40, i));
  }
  for (const auto* ids : {"1", "1,1", "0,1", "1,2,3"}) {
    CAF_CHECK_EQUAL(
      run({file.string(), "--method", "plurality", "--option-ids", ids}), 3);
  }
  for (const auto* lots : {"1", "1/", "/1", "a/b", "1/2/3", "1/-2"}) {
    CAF_CHECK_EQUAL(
      run({file.string(), "--method", "plurality", "--lots-of", lots}), 3);
  }
}

CAF_TEST(what is wrong is said) {
  auto wrong = [&](std::vector<std::string> words, int code,
                   const std::string& text) {
    CAF_CHECK_EQUAL(run(std::move(words)), code);
    CAF_CHECK(err.str().find(text) != std::string::npos);
  };
  auto name = file.string();
  wrong({name, "--method", "lottery"}, 3, "no counting method is called");
  wrong({name, "--method", "irv", "--rules", "atlantis"}, 3, "there are");
  wrong({name, "--method", "irv", "--rules", "scotland"}, 3, "are for stv");
  wrong({name, "--method", "irv", "--rule", "quota=hare"}, 3, "has no rule");
  wrong({name, "--method", "irv", "--rule", "ties"}, 3, "name=value");
  wrong({name, "--method", "irv", "--seats", "2"}, 3, "fills one seat");
  wrong({name, "--method", "irv", "--format", "word"}, 3, "--format");
  wrong({name, "--method", "star"}, 1, "holds rankings");
  wrong({name + ".none", "--method", "irv"}, 5, "No such file");
  wrong({name, "--method", "irv", "--drawn", "7"}, 3, "--drawn");
  wrong({"--method", "irv"}, 3, "name the file of ballots");
  wrong({name}, 2, "--method");
}

CAF_TEST(elections that were held have the winners that others found) {
  const auto* given = std::getenv("SCRUTIN_TEST_DATA");
  auto folder =
    std::filesystem::path{given != nullptr ? given : "../shared/data"}
    / "preflib";
  if (!std::filesystem::is_directory(folder)) {
    std::cout << "SKIPPED: count_command: no PrefLib data in ../shared/data or "
                 "$SCRUTIN_TEST_DATA\n";
    CAF_CHECK(!std::filesystem::is_directory(folder));
    return;
  }
  std::ifstream rows{folder / "expected.csv"};
  std::string line;
  std::getline(rows, line);
  while (std::getline(rows, line)) {
    std::vector<std::string> fields;
    std::istringstream cells{line};
    for (std::string field; std::getline(cells, field, ',');) {
      fields.push_back(field);
    }
    auto counted = [&](std::vector<std::string> how) {
      how.insert(how.begin(), (folder / fields.at(0)).string());
      return json(std::move(how));
    };
    CAF_MESSAGE(fields.at(0));
    auto runoff = counted({"--method", "irv", "--rule", "ties=previous_round"});
    CAF_CHECK_EQUAL(winner_of(runoff), fields.at(4));
    CAF_CHECK_EQUAL(runoff.at("rounds").as_array().size(),
                    std::stoull(fields.at(8)));
    auto batch = counted({"--method", "irv", "--rule", "ties=previous_round",
                          "--rule", "elimination=batch"});
    CAF_CHECK_EQUAL(winner_of(batch), fields.at(4));
    CAF_CHECK_EQUAL(winner_of(counted({"--method", "plurality"})),
                    fields.at(9));
    for (const auto* method : {"schulze", "ranked_pairs"}) {
      CAF_CHECK_EQUAL(
        winner_of(counted({"--method", method, "--rule", "overvotes=exhaust"})),
        fields.at(10));
    }
  }
}

CAF_TEST_FIXTURE_SCOPE_END()
