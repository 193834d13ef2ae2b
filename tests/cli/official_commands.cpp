// Goal: officials decide and keep the roll from the command line, learn what
// became of it by its last words and its exit code, and no credential is an
// argument or repeated. Method: the commands against a real edge and
// administration, over owners of partitions that say what a test wants.
#define CAF_SUITE official_commands
#include "tests/edge/admin_world.hpp"

#include "caf/test/unit_test.hpp"

#include <filesystem>
#include <fstream>
#include <sstream>

#include <unistd.h>

#include <boost/json.hpp>

#include "cli/command_line.hpp"
#include "cli/completions.hpp"
#include "cli/officials/act_commands.hpp"
#include "cli/officials/voter_commands.hpp"

using namespace scrutin;
using namespace scrutin::fixtures;

namespace {

using words = std::vector<std::string>;

struct fixture {
  admin_world world{[](auto& x) { x.rates.enabled = false; }};
  std::filesystem::path folder =
    std::filesystem::temp_directory_path()
    / ("scrutin-officials-" + std::to_string(::getpid()));
  std::ostringstream out;
  std::ostringstream err;
  std::istringstream input;
  official_surroundings around;
  /// What is typed, line after line; no terminal once that is used up.
  words typed;
  words prompts;
  std::function<void()> while_pausing = [] {};
  std::int64_t now_ns = 0;
  std::uint16_t port = world.edge.port();

  fixture() {
    ::unsetenv("SCRUTIN_TOKEN");
    std::filesystem::create_directories(folder);
    account second;
    second.name = "second";
    second.roles.add(role::chief_officer);
    CAF_REQUIRE(world.accounts.add("test", second, "no password"));
    around.random = [n = 0](std::size_t bytes) mutable {
      return std::string(bytes, static_cast<char>(++n));
    };
    around.now = [this] { return now_ns; };
    around.pause = [this](std::chrono::milliseconds time) {
      now_ns += time.count() * 1'000'000;
      while_pausing();
    };
    around.type = [this](std::string_view prompt, echo,
                         const std::string& otherwise) {
      prompts.emplace_back(prompt);
      if (typed.empty()) {
        return result<secret_text>{error{ec::unavailable, otherwise}};
      }
      secret_text line{typed.front()};
      typed.erase(typed.begin());
      return result<secret_text>{line};
    };
    around.input = &input;
    around.input_is_terminal = true;
  }
  ~fixture() { std::filesystem::remove_all(folder); }

  std::string write_file(const std::string& name, const std::string& text) {
    auto file = folder / name;
    std::filesystem::remove(file);
    std::ofstream{file} << text;
    std::filesystem::permissions(file, std::filesystem::perms::owner_read);
    return file.string();
  }

  std::string token_of(const std::string& name) {
    auto fields = world.token_fields(name);
    auto from = fields.find("scrutin_");
    return write_file(name + ".token",
                      fields.substr(from, fields.find('\r') - from) + "\n");
  }

  int run_as(const std::string& token_file, words what) {
    command_line commands;
    add_official_acts(commands, around);
    add_roll_changes(commands, around);
    add_completions(commands);
    what.insert(what.begin(), "scrutin");
    if (!token_file.empty()) {
      what.insert(what.end(),
                  {"--node", "http://127.0.0.1:" + std::to_string(port),
                   "--token-file", token_file});
    }
    std::vector<const char*> pointers;
    for (const auto& word : what) {
      pointers.push_back(word.c_str());
    }
    out.str("");
    err.str("");
    terminal at{out, err};
    return commands.run(static_cast<int>(pointers.size()), pointers.data(), at);
  }

  int run(const words& what, const std::string& who = "chief-officer") {
    return run_as(token_of(who), what);
  }

  int add(const words& more = {}) {
    words what{"roll", "add", "-e", "E3", "-r", "1", "--reason", "form 12"};
    what.insert(what.end(), more.begin(), more.end());
    return run(what);
  }

  bool says(const std::string& text) const {
    return out.str().find(text) != std::string::npos
           || err.str().find(text) != std::string::npos;
  }

  std::string last_act() const { return world.acts().back(); }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(official_commands_tests, fixture)

CAF_TEST(the course of an election is decided by its code or its id) {
  CAF_CHECK_EQUAL(run({"election", "open", "E3"}), 0);
  CAF_CHECK(says("opened E3, number "));
  CAF_CHECK_EQUAL(
    run({"election", "suspend", "3", "--region", "2", "--reason", "smoke"}), 0);
  CAF_CHECK(says("suspended 3 region 2, number "));
  CAF_CHECK_EQUAL(run({"election", "resume", "E3", "-r", "2"}), 0);
  CAF_CHECK_EQUAL(run({"election", "extend", "E3", "--until",
                       "2100-01-01T00:00:00-05:00", "--reason", "smoke"}),
                  0);
  CAF_CHECK(says("extended E3 until 2100-01-01T05:00:00.000Z"));
  CAF_CHECK_EQUAL(run({"election", "acts", "E3"}), 0);
  CAF_CHECK(says("NUMBER"));
  CAF_CHECK(says("until 2100-01-01T05:00:00.000Z; smoke"));
  CAF_CHECK_EQUAL(run({"election", "acts", "E3", "-o", "json"}), 0);
  std::istringstream lines{out.str()};
  words acts;
  for (std::string line; std::getline(lines, line);) {
    acts.emplace_back(boost::json::parse(line).at("act").as_string().c_str());
  }
  CAF_CHECK(acts == words({"open", "suspend", "resume", "extend"}));
  // A law is found by its code, too.
  CAF_CHECK_EQUAL(run({"election", "open", "L1"}), 0);
  CAF_CHECK_EQUAL(last_act(), "chief-officer election-opened election 1");
}

CAF_TEST(who may not and what may not and what is not there end differently) {
  CAF_CHECK_EQUAL(run({"election", "open", "E3"}, "auditor"), 7);
  CAF_CHECK_EQUAL(run({"election", "resume", "E3"}), 6);
  CAF_CHECK_EQUAL(run({"election", "open", "NONE"}), 5);
  CAF_CHECK(says("no election NONE"));
  CAF_CHECK_EQUAL(run({"election", "open", "E3", "-r", "9"}), 5);
  auto stale = token_of("second");
  CAF_REQUIRE(world.accounts.revoke_tokens("test", "second"));
  CAF_CHECK_EQUAL(run_as(stale, {"election", "open", "E3"}), 7);
  // Nobody listens on the port of something else.
  port = 1;
  CAF_CHECK_EQUAL(run({"election", "open", "E3"}), 5);
  CAF_CHECK(world.audit_text().find("election-opened") == std::string::npos);
}

CAF_TEST(a wrong command line is told before anybody is asked) {
  port = 1;
  CAF_CHECK_EQUAL(run({"election", "suspend", "E3"}), 2);
  CAF_CHECK_EQUAL(run({"election", "extend", "E3", "--reason", "r"}), 2);
  CAF_CHECK_EQUAL(
    run({"election", "extend", "E3", "--reason", "r", "--until", "soon"}), 2);
  CAF_CHECK(says("2026-10-05T20:30:00-04:00"));
  CAF_CHECK_EQUAL(run({"election", "open", "E3", "--second", "4", "-r", "1"}),
                  2);
  CAF_CHECK_EQUAL(run({"election", "open"}), 2);
  CAF_CHECK_EQUAL(run({"election", "open", "E3", "-r", "0"}), 2);
  CAF_CHECK_EQUAL(add({"--key", "not one"}), 2);
}

CAF_TEST(a token goes over TLS or nowhere) {
  auto file = token_of("chief-officer");
  for (const auto* node : {"http://vote.example.org", "http://10.0.0.1:8000",
                           "vote.example.org"}) {
    auto ended = run_as(
      "", {"election", "open", "E3", "--node", node, "--token-file", file});
    CAF_CHECK(ended == 3 || ended == 1);
  }
  CAF_CHECK_EQUAL(run_as("", {"election", "open", "E3", "--node",
                              "http://127.0.0.1:" + std::to_string(port)}),
                  3);
  CAF_CHECK(says("--token-file"));
  std::ifstream in{file};
  std::string token;
  std::getline(in, token);
  ::setenv("SCRUTIN_TOKEN", token.c_str(), 1);
  CAF_CHECK_EQUAL(run_as("", {"election", "acts", "E3", "--node",
                              "http://127.0.0.1:" + std::to_string(port)}),
                  0);
  ::setenv("SCRUTIN_TOKEN", "x\r\nHost: elsewhere", 1);
  CAF_CHECK_EQUAL(run_as("", {"election", "acts", "E3", "--node",
                              "http://127.0.0.1:" + std::to_string(port)}),
                  3);
  ::unsetenv("SCRUTIN_TOKEN");
}

CAF_TEST(two officials are told how) {
  CAF_CHECK_EQUAL(run({"election", "open", "5"}), 0);
  CAF_CHECK(says("Nothing is done yet"));
  auto text = out.str();
  std::string way = "scrutin election open 5 --second ";
  auto at = text.find(way);
  CAF_REQUIRE(at != std::string::npos);
  auto number = text.substr(at + way.size());
  number = number.substr(0, number.find('\n'));
  CAF_CHECK_EQUAL(run({"election", "acts", "5"}), 0);
  CAF_CHECK(says("open (proposed)"));
  CAF_CHECK_EQUAL(run({"election", "open", "5", "--second", number}), 6);
  CAF_CHECK_EQUAL(run({"election", "open", "5", "--second", number}, "second"),
                  0);
  CAF_CHECK(says("opened 5"));
}

CAF_TEST(what is for good is asked for twice) {
  CAF_REQUIRE_EQUAL(run({"election", "open", "E3"}), 0);
  auto before = world.acts().size();
  words annul{"election", "annul", "E3", "--reason", "judgment"};
  words close{"election", "close", "E3", "--reason", "all have voted"};
  CAF_CHECK_EQUAL(run(annul), 2);
  CAF_CHECK(says("confirm with --yes"));
  typed = {"E4"};
  CAF_CHECK_EQUAL(run(close), 2);
  CAF_CHECK(says("nothing was done"));
  typed = {""};
  CAF_CHECK_EQUAL(run(annul), 2);
  // Tokens that were made have their lines; nothing else has.
  for (auto i = before; i < world.acts().size(); ++i) {
    CAF_CHECK(world.acts()[i].find("token") != std::string::npos);
  }
  typed = {"E3"};
  CAF_CHECK_EQUAL(run(close), 0);
  CAF_CHECK(says("closed E3"));
  annul.emplace_back("--yes");
  prompts.clear();
  CAF_CHECK_EQUAL(run(annul), 0);
  CAF_CHECK(prompts.empty());
}

CAF_TEST(a voter who is added gets one code and nothing else is printed) {
  typed = {"123 456 789"};
  CAF_CHECK_EQUAL(add(), 0);
  auto code = out.str();
  CAF_REQUIRE(!code.empty());
  code.pop_back();
  CAF_CHECK(code.find('\n') == std::string::npos);
  CAF_CHECK(err.str().find(code) == std::string::npos);
  CAF_CHECK_EQUAL(last_act(), "chief-officer voter-added election 3 region 1");
  // From a file and from the input; a key makes it the same voter.
  auto file = write_file("voter", "123-456-789\n");
  words keyed{"--voter-file", file, "--key", "form-12", "-o", "json"};
  CAF_CHECK_EQUAL(add(keyed), 0);
  auto first = out.str();
  CAF_CHECK(boost::json::parse(first).as_object().contains("code"));
  CAF_CHECK_EQUAL(add(keyed), 0);
  CAF_CHECK_EQUAL(out.str(), first);
  input.str("123456789\r\n");
  CAF_CHECK_EQUAL(add({"--voter-file", "-", "--key", "form-12", "-o", "json"}),
                  0);
  CAF_CHECK_EQUAL(out.str(), first);
}

CAF_TEST(a change without an answer is repeated with its key) {
  world.roll_silent = true;
  auto pauses = 0;
  while_pausing = [&] {
    ++pauses;
    world.roll_silent = pauses < 2;
  };
  typed = {"123456789"};
  CAF_CHECK_EQUAL(add(), 0);
  CAF_CHECK_EQUAL(pauses, 2);
  CAF_CHECK(says("finished with --key 0101"));
  auto changes = world.roll_changes();
  CAF_REQUIRE_EQUAL(changes.size(), 3u);
  CAF_CHECK(changes[0].tag == changes[1].tag);
  CAF_CHECK(changes[0].tag == changes[2].tag);
}

CAF_TEST(what nobody tells is said and can be finished) {
  world.roll_silent = true;
  typed = {"123456789"};
  CAF_CHECK_EQUAL(add({"--timeout-s", "5"}), 8);
  auto told = err.str();
  std::string way = "the same command and --key ";
  auto at = told.find(way);
  CAF_REQUIRE(at != std::string::npos);
  auto key = told.substr(at + way.size());
  key = key.substr(0, key.find('\n'));
  world.roll_silent = false;
  typed = {"123456789"};
  CAF_CHECK_EQUAL(add({"--key", key}), 0);
  auto changes = world.roll_changes();
  CAF_CHECK(changes.front().tag == changes.back().tag);
}

CAF_TEST(a partition that is away is asked again and nothing is unknown) {
  world.roll_answer = roll_verdict::unavailable;
  typed = {"123456789"};
  CAF_CHECK_EQUAL(add({"--timeout-s", "5"}), 5);
  CAF_CHECK(world.roll_changes().size() > 1);
}

CAF_TEST(revoking and replacing take the present code and end as they must) {
  words revoke{"roll", "revoke", "-e", "E3", "-r", "1", "--reason", "left"};
  words replace{"roll", "replace", "-e", "E3", "-r", "1", "--reason", "lost"};
  typed = {"123456789", "abc123"};
  CAF_CHECK_EQUAL(run(revoke), 0);
  CAF_CHECK(says("revoked a voter of E3 region 1"));
  CAF_CHECK_EQUAL(prompts.size(), 2u);
  input.str("123456789\nabc123\n");
  around.input_is_terminal = false;
  CAF_CHECK_EQUAL(run(replace), 0);
  CAF_CHECK(!out.str().empty());
  for (const auto& [verdict, code] : {std::pair{roll_verdict::has_voted, 6},
                                      std::pair{roll_verdict::closed, 6},
                                      std::pair{roll_verdict::unknown, 5}}) {
    world.roll_answer = verdict;
    input.clear();
    input.str("123456789\nabc123\n");
    CAF_CHECK_EQUAL(run(replace), code);
  }
}

CAF_TEST(what is no voter is refused without being repeated) {
  around.input_is_terminal = false;
  for (const auto* text :
       {"", "98765432\n", "987654321\n555555\nmore\n", "987654321\n"}) {
    input.clear();
    input.str(text);
    CAF_CHECK_EQUAL(
      run({"roll", "revoke", "-e", "E3", "-r", "1", "--reason", "left"}), 1);
    CAF_CHECK(!says("98765432"));
    CAF_CHECK(!says("555555"));
  }
  auto readable = write_file("voter", "123456789\n");
  std::filesystem::permissions(readable, std::filesystem::perms::others_read,
                               std::filesystem::perm_options::add);
  CAF_CHECK_EQUAL(add({"--voter-file", readable}), 3);
  CAF_CHECK(says("chmod 0400"));
  CAF_CHECK(world.roll_changes().empty());
}

CAF_TEST(no credential is said but the new code) {
  typed = {"123456789", "abc123"};
  world.roll_answer = roll_verdict::has_voted;
  CAF_CHECK_EQUAL(
    run({"roll", "replace", "-e", "E3", "-r", "1", "--reason", "lost"}), 6);
  for (const auto* secret : {"123456789", "abc123", "ABC123", "scrutin_"}) {
    CAF_CHECK(!says(secret));
  }
  for (const auto& prompt : prompts) {
    CAF_CHECK(prompt.find("123") == std::string::npos);
  }
}

CAF_TEST(help and completions know the commands) {
  CAF_CHECK_EQUAL(run_as("", {"election", "annul", "--help"}), 0);
  CAF_CHECK(says("Examples:"));
  CAF_CHECK(says("--second"));
  CAF_CHECK(says("SCRUTIN_TOKEN_FILE"));
  CAF_CHECK_EQUAL(run_as("", {"roll", "add", "--help"}), 0);
  CAF_CHECK(says("--voter-file"));
  CAF_CHECK_EQUAL(run_as("", {"completions", "bash"}), 0);
  for (const auto* path :
       {"'election open'", "'election acts'", "'roll replace'"}) {
    CAF_CHECK(says(path));
  }
}

CAF_TEST_FIXTURE_SCOPE_END()
