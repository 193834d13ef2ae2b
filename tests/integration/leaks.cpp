// Goal: what is not released yet shows on no way out: not in answers, stream,
// metrics, log, relations, Redis channel or what commands print (the policy of
// results in DESIGN.md).
// Method: two worlds that differ only in what is chosen on ballots, and every
// way out compared, those of the OpenAPI document found by reading it. Two
// worlds where every ballot is released differ on the same ways: the search
// would find a leak.
#define CAF_SUITE leaks
#include "caf/test/unit_test.hpp"

#include <algorithm>
#include <array>
#include <fstream>
#include <iostream>
#include <map>
#include <regex>
#include <set>
#include <sstream>

#include <boost/json.hpp>

#include "tests/fixtures/eventually.hpp"
#include "tests/fixtures/http_client.hpp"
#include "tests/fixtures/postgresql_server.hpp"
#include "tests/fixtures/redis_server.hpp"
#include "tests/fixtures/trial_election.hpp"

using namespace scrutin;
using namespace scrutin::fixtures;

namespace {

constexpr auto patience = std::chrono::seconds{60};
constexpr std::size_t voters = 23;
constexpr auto control_code = "TRIAL-CONTROL";
/// Fewest ballots that a step lets out; more than there are voters.
constexpr auto step = "step_ballots = 25";
constexpr auto every_ballot = "step_ballots = 1";
constexpr std::array roles{"account-administrator", "chief-officer", "operator",
                           "auditor"};

/// How totals get out in one world, and what its voters choose.
struct world_setting {
  const char* policy;
  const char* step;
  bool chooses_first;
};

/// What was found on each way out, by the way's name.
using findings = std::map<std::string, std::string>;

std::string replaced(std::string text, const std::string& from,
                     const std::string& to) {
  auto at = text.find(from);
  CAF_REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

std::string under(const world_setting& x, const std::string& document) {
  auto with_policy = replaced(document, R"(policy = "live")",
                              "policy = \"" + std::string{x.policy} + "\"");
  return replaced(with_policy, every_ballot, x.step);
}

/// The control publishes every ballot, and gets the same ones in every world:
/// once they are on a way out, whatever else leaves by it has left.
std::vector<std::string> documents_of(const world_setting& x) {
  auto control = replaced(law_document(), "id = 1", "id = 9");
  return {under(x, law_document()), under(x, council_document(3)),
          replaced(control, law_code, control_code)};
}

/// What differs between two runs of the same: hours, durations, names that
/// are drawn, ports, sizes of processes.
std::string without_chance(std::string text) {
  static const std::vector<std::pair<std::regex, std::string>> chances{
    {std::regex{R"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z)"}, "HOUR"},
    {std::regex{R"(\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(\.\d+)?(\+00(:00)?)?)"},
     "HOUR"},
    {std::regex{R"([0-9a-f]{12,})"}, "HEX"},
    {std::regex{R"(127\.0\.0\.1:\d+)"}, "PLACE"},
    {std::regex{R"x(("(duration_ms|pid|bytes|uptime_s|port)":) ?[0-9.]+)x"},
     "$1 N"},
    {std::regex{R"(/[^ "]*scrutin-test[^ "]*)"}, "FILE"}};
  for (const auto& [what, by] : chances) {
    text = std::regex_replace(text, what, by);
  }
  return text;
}

std::set<std::string> lines_of(const std::string& text) {
  std::set<std::string> all;
  std::istringstream in{text};
  for (std::string line; std::getline(in, line);) {
    all.insert(line);
  }
  return all;
}

std::string joined_lines(const std::set<std::string>& lines) {
  std::string text;
  for (const auto& line : lines) {
    text += line + "\n";
  }
  return text;
}

/// Whether it is chance what an event says, or when it came: what the control
/// told on its way, and how far elections were when somebody connected.
bool is_chance(const std::string& event) {
  constexpr std::array marks{R"("election_id":9,)", R"("turnout":0,)",
                             R"("event":"snapshot")", R"("event":"opening")",
                             R"("event":"election")"};
  return std::any_of(marks.begin(), marks.end(), [&](const char* mark) {
    return event.find(mark) != std::string::npos;
  });
}

/// The last that was told of each thing: how many events came before it is
/// chance.
std::string last_of_each(const std::string& text) {
  static const std::regex number{R"x(([^_]..":)-?[0-9.]+(E-?[0-9]+)?)x"};
  std::map<std::string, std::string> last;
  std::istringstream in{text};
  for (std::string line; std::getline(in, line);) {
    if (!is_chance(line)) {
      last[std::regex_replace(line, number, "$1N")] = line;
    }
  }
  std::set<std::string> lines;
  for (const auto& [what, line] : last) {
    lines.insert(line);
  }
  return joined_lines(lines);
}

/// Figures that ballots move: without times, sizes and what HTTP clients do.
std::string figures_of_ballots(const std::string& text) {
  static const std::regex chance{
    R"(^(# .*|[a-z_]*(_seconds|_bytes|_ms|http_|process_|connections)[a-z_]*[ {].*))"};
  std::set<std::string> kept;
  for (const auto& line : lines_of(text)) {
    if (!std::regex_match(line, chance)) {
      kept.insert(line);
    }
  }
  return joined_lines(kept);
}

class world {
public:
  world(const world_setting& setting, postgresql_server& server,
        redis_server& redis)
    : setting_(setting), server_(server), database_(server.make_database()),
      trial_(
        documents_of(setting), voters,
        server.sections(server.connection(database_), passwords_ / "database")),
      channel_(redis.subscriber("scrutin:results"), passwords_ / "channel",
               passwords_ / "channel.err") {
    auto subscribed = [&] {
      auto answer = redis.ask({"PUBSUB", "NUMSUB", "scrutin:results"});
      return answer.out.find("\n1\n") != std::string::npos;
    };
    CAF_REQUIRE(eventually(subscribed, patience));
    make_accounts();
    serve(redis);
  }

  /// Lets everybody vote, and gathers what there is to be found.
  findings run() {
    child_process watch{
      {scrutin_program(), "results", "watch", "-o", "json", "--url", url()},
      passwords_ / "stream",
      passwords_ / "stream.err"};
    cast_all();
    for (const auto* way : {"stream", "channel"}) {
      CAF_CHECK(eventually([&] { return is_told(way); }, patience));
    }
    CAF_CHECK(eventually([&] { return stands_in_relations(); }, patience));
    findings found;
    ask_everything(found);
    read_relations(found);
    run_commands(found);
    for (const auto* way : {"stream", "channel"}) {
      found[way] = last_of_each(without_chance(contents_of(passwords_ / way)));
    }
    watch.signal(SIGTERM);
    CAF_CHECK_EQUAL(node_->stop(), 0);
    found["log"] = joined_lines(lines_of(without_chance(node_->log())));
    return found;
  }

private:
  [[nodiscard]] std::string url() const {
    return "http://127.0.0.1:" + std::to_string(node_->port());
  }

  void make_accounts() {
    auto password = passwords_ / "password";
    std::ofstream{password} << "correct horse battery\n";
    std::filesystem::permissions(password, std::filesystem::perms::owner_read);
    for (const std::string role : roles) {
      auto name = "a-" + role;
      auto made = command({"account", "add", name, "--role", role,
                           "--password-file", password.string()});
      CAF_REQUIRE_EQUAL(made.end.code, 0);
      auto token = command({"account", "token", name, "--expires", "1d"});
      CAF_REQUIRE_EQUAL(token.end.code, 0);
      tokens_[role] = token.out.substr(0, token.out.find('\n'));
    }
  }

  void serve(const redis_server& redis) {
    node_ =
      trial_.serve({"redis.address=" + redis.address(),
                    "redis.password_file=" + redis.password_file().string()});
  }

  [[nodiscard]] program_run command(std::vector<std::string> words) const {
    words.insert(words.begin(), scrutin_program());
    words.insert(words.end(), {"--config", trial_.config().string()});
    return run_program(words);
  }

  void cast_all() {
    http_client client{node_->port()};
    auto accepted = [&](const std::string& route, const std::string& body) {
      auto answer = client.post(route, body);
      CAF_REQUIRE(answer);
      CAF_CHECK(answer->body().find("accepted") != std::string::npos);
    };
    // 17 of one and 6 of the other, or the other way round.
    for (std::size_t i = 0; i < voters; ++i) {
      const auto& who = trial_.voters()[i];
      auto first = (i % 4 != 3) == setting_.chooses_first;
      accepted(law_route, law_cast(who, first ? "oui" : "non"));
      accepted(council_route,
               council_cast(who, first ? "[[1],[2]]" : "[[3],[2]]"));
      auto same = law_cast(who, i % 2 == 0 ? "oui" : "non");
      accepted(law_route, replaced(same, law_code, control_code));
    }
    auto again = client.post(law_route, law_cast(trial_.voters()[0], "oui"));
    CAF_REQUIRE(again);
    CAF_CHECK(again->body().find("duplicate") != std::string::npos);
  }

  /// Whether a way that tells changes has told the last ballot of the control.
  [[nodiscard]] bool is_told(const std::string& way) const {
    static const std::string contest = R"("election_id":9,"region_id":1,)";
    auto total = "\"total_votes\":" + std::to_string(voters) + ",";
    auto text = contents_of(passwords_ / way);
    for (auto at = text.find(contest); at != std::string::npos;
         at = text.find(contest, at + 1)) {
      auto told = text.find(total, at);
      if (told != std::string::npos
          && told < text.find("\"election_id\":", at + 1)) {
        return true;
      }
    }
    return false;
  }

  [[nodiscard]] bool stands_in_relations() const {
    return relation("vote_results").find(std::string{control_code})
             != std::string::npos
           && relation("vote_results").find(": " + std::to_string(voters))
                != std::string::npos;
  }

  [[nodiscard]] std::string relation(const std::string& name) const {
    auto rows = server_.run(database_, "SELECT to_jsonb(x)::text FROM public."
                                         + name + " x ORDER BY 1");
    std::string text;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      text += std::string{rows.text(i, 0)} + "\n";
    }
    return text;
  }

  void read_relations(findings& into) const {
    auto names = server_.run(
      database_, "SELECT table_name::text FROM information_schema.tables"
                 " WHERE table_schema = 'public' ORDER BY 1");
    CAF_CHECK(names.size() >= 10u);
    for (std::size_t i = 0; i < names.size(); ++i) {
      std::string name{names.text(i, 0)};
      into["relation " + name] = without_chance(relation(name));
    }
  }

  void run_commands(findings& into) const {
    for (const std::string code : {law_code, council_code}) {
      for (const std::vector<std::string>& words :
           std::vector<std::vector<std::string>>{
             {"election", "export", "-e", code},
             {"election", "recount", "-e", code},
             {"review", "export", "-e", code},
             {"roll", "status", "-e", code}}) {
        auto run = command(words);
        into["command " + words[0] + " " + words[1] + " " + code] =
          without_chance(std::to_string(run.end.code) + "\n" + run.out
                         + run.err);
      }
    }
    auto shown = run_program({scrutin_program(), "results", "watch", "--once",
                              "-o", "json", "--url", url()});
    CAF_CHECK_EQUAL(shown.end.code, 0);
    into["command results watch"] = without_chance(shown.out);
    into["command audit ls"] = without_chance(command({"audit", "ls"}).out);
    into["command box verify"] = without_chance(command({"box", "verify"}).out);
  }

  /// Every GET route of the OpenAPI document, for everybody and for every
  /// role.
  void ask_everything(findings& into) const {
    http_client client{node_->port()};
    auto document = client.get("/openapi.json");
    CAF_REQUIRE(document);
    auto paths = boost::json::parse(document->body()).at("paths").as_object();
    std::size_t routes = 0;
    for (const auto& [path, operations] : paths) {
      if (operations.as_object().contains("get") && path != "/api/v1/stream") {
        ++routes;
        for (const auto& target : targets_of(std::string{path})) {
          ask(client, target, into);
        }
      }
    }
    CAF_CHECK(routes > 20);
  }

  void ask(http_client& client, const std::string& target,
           findings& into) const {
    auto keep = [&](const std::string& who, const std::string& fields) {
      auto answer = client.exchange(http_request("GET", target, {}, fields));
      CAF_REQUIRE(answer);
      auto text = target == "/metrics" ? figures_of_ballots(answer->body())
                                       : answer->body();
      into["GET " + target + who] =
        without_chance(std::to_string(answer->result_int()) + "\n" + text);
    };
    keep("", "");
    keep(" as CSV", "Accept: text/csv\r\n");
    if (target.find("/admin/") != std::string::npos) {
      for (const auto& [role, token] : tokens_) {
        auto bearer = "Authorization: Bearer " + token + "\r\n";
        keep(" as " + role, bearer);
        keep(" as CSV as " + role, bearer + "Accept: text/csv\r\n");
      }
    }
  }

  /// A path with everything that may stand for its parameters.
  static std::vector<std::string> targets_of(const std::string& path) {
    static const std::map<std::string, std::vector<std::string>> values{
      {"{law_id}", {"TRIAL-LAW", "1"}},
      {"{election_id}", {"1", "2"}},
      {"{region_id}", {"1"}}};
    std::vector<std::string> all{path};
    for (const auto& [name, each] : values) {
      std::vector<std::string> next;
      for (const auto& target : all) {
        auto at = target.find(name);
        if (at == std::string::npos) {
          next.push_back(target);
          continue;
        }
        for (const auto& value : each) {
          next.push_back(std::string{target}.replace(at, name.size(), value));
        }
      }
      all = std::move(next);
    }
    if (all.front().find('{') != std::string::npos) {
      CAF_ERROR("this test knows nothing to put into " << all.front());
    }
    return all;
  }

  world_setting setting_;
  temporary_folder passwords_;
  postgresql_server& server_;
  std::string database_;
  trial_election trial_;
  child_process channel_;
  std::map<std::string, std::string> tokens_;
  std::unique_ptr<server_process> node_;
};

struct fixture {
  postgresql_server server;
  redis_server redis;

  fixture() { CAF_REQUIRE(redis.running()); }

  /// The ways on which two worlds differ, with the first line that does.
  std::map<std::string, std::string> differences(const char* policy,
                                                 const char* step_line) {
    auto one = world{{policy, step_line, true}, server, redis}.run();
    auto other = world{{policy, step_line, false}, server, redis}.run();
    std::map<std::string, std::string> all;
    for (const auto& [way, text] : one) {
      auto lines = lines_of(other[way]);
      for (const auto& line : lines_of(text)) {
        if (lines.count(line) == 0) {
          all.emplace(way, line);
        }
      }
      for (const auto& line : lines) {
        if (lines_of(text).count(line) == 0) {
          all.emplace(way, line);
        }
      }
    }
    CAF_CHECK_EQUAL(one.size(), other.size());
    return all;
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(leak_tests, fixture)

CAF_TEST(nothing tells how people voted before an election closes) {
  // Every ballot is released to those who count: the policy alone holds it.
  for (const auto& [way, line] : differences("at_close", every_ballot)) {
    CAF_ERROR(way << ": " << line);
  }
}

CAF_TEST(nothing tells how fewer people voted than a step takes) {
  for (const auto& [way, line] : differences("live", step)) {
    CAF_ERROR(way << ": " << line);
  }
}

CAF_TEST(what is released differs on every way that tells results) {
  auto found = differences("live", every_ballot);
  for (const auto* way :
       {"GET /api/v1/results", "GET /api/v1/results/TRIAL-LAW",
        "GET /api/v1/elections/2/results",
        "GET /api/v1/elections/2/regions/1/results", "stream", "channel",
        "command results watch", "relation vote_results",
        "relation election_results"}) {
    if (found.count(way) == 0) {
      CAF_ERROR("nothing differs on " << way);
    }
  }
}

CAF_TEST_FIXTURE_SCOPE_END()
