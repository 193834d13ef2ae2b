// Goal: what comes out of the ballot box after the close is what voters cast
// and what the node published, here and on another machine.
// Method: ballots over HTTP to a real node, closing by the clock; then recount
// and export of its store, and a count of the exported files without it; over
// the embedded store, and over PostgreSQL while the node serves.
#define CAF_SUITE exported_election
#include "caf/test/unit_test.hpp"

#include <algorithm>
#include <random>
#include <sstream>

#include <boost/json.hpp>

#include "domain/selection.hpp"
#include "tests/fixtures/eventually.hpp"
#include "tests/fixtures/http_client.hpp"
#include "tests/fixtures/postgresql_server.hpp"
#include "tests/fixtures/preflib.hpp"
#include "tests/fixtures/trial_election.hpp"

using namespace scrutin;
using namespace scrutin::fixtures;

namespace {

namespace json = boost::json;

constexpr std::chrono::seconds soon{60};

std::string ranks_as_json(const ranking& x) {
  json::array ranks;
  for (const auto& rank : x.ranks) {
    json::array options;
    for (auto option : rank) {
      options.push_back(option.value);
    }
    ranks.push_back(std::move(options));
  }
  return json::serialize(ranks);
}

program_run run_scrutin(std::vector<std::string> words) {
  words.insert(words.begin(), scrutin_program());
  return run_program(words);
}

json::object parsed(const std::string& text) {
  return json::parse(text).as_object();
}

// The first line of JSON lines.
std::string first_line(const std::string& text) {
  return text.substr(0, text.find('\n'));
}

// Votes of each round, in ballot order, and what was exhausted.
std::string rounds_of(const json::array& rounds) {
  std::string text;
  for (const auto& round : rounds) {
    for (const auto& option : round.at("votes").as_array()) {
      text += std::to_string(option.at("votes").as_int64()) + " ";
    }
    text += "+ " + std::to_string(round.at("exhausted").as_int64()) + "\n";
  }
  return text;
}

class held_village {
public:
  held_village(const preflib_contest& held, trial_election& trial,
               bool embedded)
    : held_(held), trial_(trial), embedded_(embedded) {}

  void vote() {
    std::vector<std::string> ballots;
    held_.votes.for_each([&](const std::string& canonical, std::uint64_t n) {
      auto said = from_canonical(canonical);
      CAF_REQUIRE(said);
      const auto* ranked = std::get_if<ranking>(&*said);
      ballots.insert(ballots.end(), n,
                     ranked == nullptr ? "" : ranks_as_json(*ranked));
    });
    std::shuffle(ballots.begin(), ballots.end(), std::mt19937{11});
    auto server = trial_.serve();
    http_client client{server->port()};
    for (std::size_t i = 0; i < ballots.size(); ++i) {
      const auto& who = trial_.voters()[i];
      auto council = client.post(
        council_route, ballots[i].empty() ? blank_council_cast(who)
                                          : council_cast(who, ballots[i]));
      CAF_CHECK(council && council->result_int() == 202u);
      auto law = client.post(law_route, law_cast(who, i < 40 ? "oui" : "non"));
      CAF_CHECK(law && law->result_int() == 202u);
    }
    // An embedded store is the node's alone; on PostgreSQL it is read, and is
    // not closed.
    CAF_CHECK_EQUAL(recount(council_code).end.code, embedded_ ? 4 : 6);
    CAF_CHECK_EQUAL(server->stop(), 0);
  }

  // Moves the hour of closing to a moment from now.
  void close() {
    trial_window window;
    window.closes_in_s = 2;
    window.grace_s = 0;
    auto options = static_cast<std::uint32_t>(held_.options.size());
    trial_.replace_document(council_code,
                            council_document(options, window, "exhaust"));
    trial_.replace_document(law_code, law_document(window));
    auto server = trial_.serve();
    http_client client{server->port()};
    CAF_CHECK(eventually(
      [&] {
        published_ = results(client, "/api/v1/elections/2/regions/1/results");
        law_ = results(client, "/api/v1/elections/1/regions/1/results");
        return published_.contains("closed")
               && published_.at("closed").as_bool() && law_.contains("closed")
               && law_.at("closed").as_bool();
      },
      soon));
    if (!embedded_) {
      CAF_CHECK_EQUAL(recount(council_code).end.code, 0);
    }
    CAF_CHECK_EQUAL(server->stop(), 0);
  }

  [[nodiscard]] program_run recount(const std::string& code,
                                    std::vector<std::string> more = {}) const {
    more.insert(more.begin(), {"election", "recount", "--config",
                               trial_.config(), "--election", code});
    return run_scrutin(more);
  }

  [[nodiscard]] program_run write(const std::string& code,
                                  const std::string& format,
                                  const std::string& file) const {
    return run_scrutin({"election", "export", "--config", trial_.config(),
                        "--election", code, "--format", format, "--output",
                        (trial_.folder() / file).string()});
  }

  // Counts an exported file where there is no store.
  [[nodiscard]] program_run count(const std::string& file,
                                  const std::string& method) const {
    std::vector<std::string> words{
      "count", (trial_.folder() / file).string(), "--method", method, "-o",
      "json"};
    if (method == "irv") {
      for (const auto* rule :
           {"overvotes=exhaust", "repeats=refuse", "ties=previous_round"}) {
        words.insert(words.end(), {"--rule", rule});
      }
    }
    return run_scrutin(words);
  }

  [[nodiscard]] const json::object& published() const { return published_; }
  [[nodiscard]] const json::object& law() const { return law_; }

private:
  static json::object results(http_client& client, const std::string& target) {
    auto answer = client.get(target);
    return answer ? parsed(answer->body()) : json::object{};
  }

  const preflib_contest& held_;
  trial_election& trial_;
  bool embedded_;
  json::object published_;
  json::object law_;
};

void check_village(const std::string& storage) {
  auto held = read_preflib("tests/fixtures/village.toi");
  CAF_REQUIRE(held);
  auto options = static_cast<std::uint32_t>(held->options.size());
  trial_election trial{
    {law_document(), council_document(options, {}, "exhaust")},
    static_cast<std::uint32_t>(held->votes.total()),
    storage};
  held_village village{*held, trial, storage.empty()};
  village.vote();

  CAF_MESSAGE("before the close nothing comes out");
  auto early = village.recount(council_code, {"-o", "json"});
  CAF_CHECK_EQUAL(early.end.code, 6);
  CAF_CHECK_EQUAL(early.out, "");
  CAF_CHECK_EQUAL(village.write(council_code, "csv", "early.csv").end.code, 6);
  CAF_CHECK(!std::filesystem::exists(trial.folder() / "early.csv"));
  village.close();

  CAF_MESSAGE("the box says what was published");
  auto said = village.recount(council_code, {"-o", "json"});
  CAF_REQUIRE_EQUAL(said.end.code, 0);
  auto count = parsed(first_line(said.out)).at("count").as_object();
  auto rounds = rounds_of(count.at("rounds").as_array());
  CAF_CHECK_EQUAL(rounds,
                  rounds_of(village.published().at("rounds").as_array()));
  auto winner = count.at("winners").as_array().at(0).as_int64();
  CAF_CHECK_EQUAL(winner, village.published().at("elected").as_int64());
  CAF_CHECK_EQUAL(held->options.at(static_cast<std::uint32_t>(winner)),
                  "Brise");
  auto again = village.recount(council_code, {"-o", "json"});
  CAF_CHECK_EQUAL(again.out, said.out);
  auto law = village.recount(law_code, {"-o", "json"});
  auto outcome = parsed(law.out.substr(law.out.find('\n') + 1));
  CAF_CHECK_EQUAL(outcome.at("oui").as_int64(), 40);
  CAF_CHECK_EQUAL(outcome.at("non").as_int64(), 60);

  CAF_MESSAGE("and so do its files, elsewhere");
  for (const std::string format : {"cdf", "csv", "blt", "preflib"}) {
    auto file = "council." + format
                + (format == "cdf"       ? ".json"
                   : format == "preflib" ? ".toi"
                                         : "." + format);
    CAF_CHECK_EQUAL(village.write(council_code, format, file).end.code, 0);
    auto counted = village.count(file, "irv");
    CAF_REQUIRE_EQUAL(counted.end.code, 0);
    auto elsewhere = parsed(counted.out);
    CAF_CHECK_EQUAL(rounds_of(elsewhere.at("rounds").as_array()), rounds);
    auto digest = elsewhere.at("rules_sha256").as_string();
    CAF_CHECK_EQUAL(digest, count.at("rules_sha256").as_string());
    auto elected = elsewhere.at("winners").as_array().at(0).as_int64();
    CAF_CHECK_EQUAL(elected, winner);
  }
  CAF_CHECK_EQUAL(village.write(law_code, "csv", "law.csv").end.code, 0);
  auto votes = parsed(village.count("law.csv", "plurality").out);
  auto oui = votes.at("votes").as_array().at(0).at("votes").as_int64();
  CAF_CHECK_EQUAL(oui, 40);
}

} // namespace

CAF_TEST(an election that was held comes out of the box as it was published) {
  check_village({});
}

CAF_TEST(one on PostgreSQL comes out while its node goes on) {
  postgresql_server database;
  temporary_folder secrets;
  check_village(database.sections(database.connection(database.make_database()),
                                  secrets / "password"));
}
