// Goal: an election that officials define at a running node is voted in and
// counted like any other: with one restart for its roll on an embedded store,
// with none in a cluster. Method: the program's own processes.
#define CAF_SUITE defining
#include "caf/test/unit_test.hpp"

#include <fstream>

#include <boost/json.hpp>

#include "tests/fixtures/eventually.hpp"
#include "tests/fixtures/http_client.hpp"
#include "tests/fixtures/trial_cluster.hpp"

using namespace scrutin;
using namespace scrutin::fixtures;

namespace {

constexpr std::chrono::seconds patience{30};

/// An officer with a token, and the program's commands on the options of a
/// trial.
struct office {
  const trial_election& trial;
  std::filesystem::path password = trial.folder() / "password";
  std::filesystem::path token = trial.folder() / "louise.token";
  std::string bearer;

  explicit office(const trial_election& of) : trial(of) {
    write(password, "correct horse\n");
    auto made = run({"account", "add", "louise", "--role", "chief-officer",
                     "--password-file", password.string()});
    CAF_REQUIRE_EQUAL(made.end.code, 0);
    auto shown = run({"account", "token", "louise", "--expires", "1d"});
    CAF_REQUIRE_EQUAL(shown.end.code, 0);
    auto text = shown.out.substr(0, shown.out.find('\n'));
    write(token, text + "\n");
    bearer = "Authorization: Bearer " + text + "\r\n";
  }

  static void write(const std::filesystem::path& file,
                    const std::string& text) {
    std::ofstream{file} << text;
    std::filesystem::permissions(file, std::filesystem::perms::owner_read
                                         | std::filesystem::perms::owner_write);
  }

  program_run run(std::vector<std::string> words) const {
    words.insert(words.begin(), scrutin_program());
    words.insert(words.end(), {"--config", trial.config().string()});
    return run_program(words);
  }

  /// A document of the election that nobody knows yet.
  std::filesystem::path document(const trial_window& window = {}) const {
    auto file = trial.folder() / "council.toml";
    auto text = council_document(3, window);
    auto at = text.find("id = 2");
    CAF_REQUIRE(at != std::string::npos);
    text.replace(at, 6, "id = 5");
    at = text.find(council_code);
    text.replace(at, std::string{council_code}.size(), "NEW-COUNCIL");
    write(file, text);
    return file;
  }

  program_run apply(const std::filesystem::path& file, const server_process& at,
                    std::vector<std::string> more = {}) const {
    more.insert(more.begin(), {"election", "apply", file.string(), "--node",
                               "http://127.0.0.1:" + std::to_string(at.port()),
                               "--token-file", token.string(), "-o", "json"});
    return run(more);
  }

  program_run import_roll() const {
    auto file = trial.folder() / "new-roll.csv";
    std::string lines = "nas,code,election,region\n";
    for (const auto& x : trial.voters()) {
      lines += x.nas + "," + x.code + ",NEW-COUNCIL,1\n";
    }
    write(file, lines);
    return run({"roll", "import", "--election", "NEW-COUNCIL", file.string()});
  }

  static std::optional<http_answer> ask(const server_process& at,
                                        const std::string& verb,
                                        const std::string& target,
                                        const std::string& body = {},
                                        const std::string& fields = {}) {
    http_client client{at.port()};
    return client.exchange(http_request(
      verb, target, body, fields + "Content-Type: application/json\r\n"));
  }

  static bool is_served(const server_process& at) {
    auto list = ask(at, "GET", "/api/v1/elections");
    return list && list->body().find("NEW-COUNCIL") != std::string::npos;
  }

  unsigned cast_at(const server_process& at, std::size_t voter,
                   const std::string& ranks) const {
    const auto& who = trial.voters()[voter];
    auto x = ask(at, "POST", "/api/v1/elections/vote",
                 R"({"nas":")" + who.nas + R"(","code":")" + who.code
                   + R"(","election_id":5,"region_id":1,"ranked_choices":)"
                   + ranks + "}");
    return x ? x->result_int() : 0;
  }

  bool close_at(const server_process& at) const {
    auto x = ask(at, "POST", "/api/v1/admin/elections/5/close",
                 R"({"reason":"the test is over"})", bearer);
    return x && x->result_int() == 200;
  }

  static bool has_result(const server_process& at) {
    auto x = ask(at, "GET", "/api/v1/elections/5/regions/1/results");
    return x && x->result_int() == 200
           && x->body().find("\"state\":\"closed\"") != std::string::npos
           && x->body().find("\"total_votes\":3") != std::string::npos;
  }
};

} // namespace

CAF_TEST(
  an election that is defined at a running node is voted in and counted) {
  trial_election trial{{law_document()}, 4};
  office by{trial};
  auto server = trial.serve();
  auto document = by.document();
  auto dry = by.apply(document, *server, {"--dry-run"});
  CAF_CHECK_EQUAL(dry.end.code, 0);
  CAF_CHECK(dry.out.find("\"would-change\"") != std::string::npos);
  auto defined = by.apply(document, *server);
  CAF_CHECK_EQUAL(defined.err, "");
  CAF_CHECK_EQUAL(defined.end.code, 0);
  CAF_CHECK(defined.out.find("\"defined\"") != std::string::npos);
  CAF_CHECK(eventually([&] { return office::is_served(*server); }, patience));
  auto ready = office::ask(*server, "GET", "/readyz");
  CAF_CHECK(ready && ready->result_int() == 200);
  auto again = by.apply(document, *server);
  CAF_CHECK(again.out.find("\"unchanged\"") != std::string::npos);
  auto list = by.run({"election", "ls", "--node",
                      "http://127.0.0.1:" + std::to_string(server->port()),
                      "--token-file", by.token.string()});
  CAF_CHECK_EQUAL(list.end.code, 0);
  CAF_CHECK(list.out.find("NEW-COUNCIL") != std::string::npos);
  CAF_CHECK(list.out.find("louise") != std::string::npos);
  CAF_CHECK_EQUAL(server->stop(), 0);

  auto imported = by.import_roll();
  CAF_CHECK_EQUAL(imported.err, "");
  CAF_REQUIRE_EQUAL(imported.end.code, 0);
  auto shown = by.run({"election", "show", "NEW-COUNCIL", "--document"});
  CAF_CHECK_EQUAL(shown.out, contents_of(document));

  auto next = trial.serve();
  CAF_CHECK_EQUAL(by.cast_at(*next, 0, "[1,2]"), 202u);
  CAF_CHECK_EQUAL(by.cast_at(*next, 1, "[1]"), 202u);
  CAF_CHECK_EQUAL(by.cast_at(*next, 2, "[3]"), 202u);
  // Whatever would change what these mean is refused by name.
  auto text = contents_of(document);
  text.replace(text.find("fr = \"N1"), 8, "fr = \"M1");
  auto other = trial.folder() / "other.toml";
  office::write(other, text);
  auto refused = by.apply(other, *next);
  CAF_CHECK_EQUAL(refused.end.code, 3);
  CAF_CHECK(refused.err.find("options[1].name.fr") != std::string::npos);
  CAF_CHECK(by.close_at(*next));
  CAF_CHECK(eventually([&] { return office::has_result(*next); }, patience));
  CAF_CHECK_EQUAL(next->stop(), 0);
  auto whole = by.run({"audit", "verify"});
  CAF_CHECK_EQUAL(whole.end.code, 0);
}

CAF_TEST(in a cluster an election is defined loaded opened and counted without a
           restart) {
  trial_cluster cluster;
  office by{cluster.trial};
  cluster.start("a");
  cluster.start("b");
  cluster.wait_for_shares({"a", "b"});
  auto& a = *cluster.nodes.at("a");
  auto& b = *cluster.nodes.at("b");
  CAF_REQUIRE(a.wait_ready() && b.wait_ready());
  auto defined = by.apply(by.document(), a);
  CAF_CHECK_EQUAL(defined.err, "");
  CAF_REQUIRE_EQUAL(defined.end.code, 0);
  CAF_CHECK(eventually([&] { return office::is_served(b); }, patience));
  auto imported = by.import_roll();
  CAF_CHECK_EQUAL(imported.err, "");
  CAF_REQUIRE_EQUAL(imported.end.code, 0);
  CAF_CHECK(
    eventually([&] { return by.cast_at(b, 0, "[1,2]") == 202; }, patience));
  CAF_CHECK(
    eventually([&] { return by.cast_at(a, 1, "[1]") == 202; }, patience));
  CAF_CHECK_EQUAL(by.cast_at(b, 2, "[3]"), 202u);
  CAF_CHECK(by.close_at(a));
  for (const auto* node : {&a, &b}) {
    CAF_CHECK(eventually([&] { return office::has_result(*node); }, patience));
  }
  CAF_CHECK_EQUAL(a.stop(), 0);
  CAF_CHECK_EQUAL(b.stop(), 0);
}
