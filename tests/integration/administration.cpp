// Goal: an account made over a stopped node signs in at a running one, what is
// done there is in the log that the command line verifies, and a kill in
// between loses no line. Method: the program's own processes.
#define CAF_SUITE administration
#include "caf/test/unit_test.hpp"

#include <fstream>

#include <boost/json.hpp>

#include "tests/fixtures/http_client.hpp"
#include "tests/fixtures/trial_election.hpp"

using namespace scrutin;
using namespace scrutin::fixtures;

namespace {

struct fixture {
  trial_election trial{{law_document()}, 4};
  std::filesystem::path password = trial.folder() / "password";

  fixture() {
    std::ofstream{password} << "correct horse\n";
    std::filesystem::permissions(password, std::filesystem::perms::owner_read);
  }

  program_run scrutin_run(std::vector<std::string> words) const {
    words.insert(words.begin(), scrutin_program());
    words.insert(words.end(), {"--config", trial.config().string()});
    return run_program(words);
  }

  void add(const std::string& name, const std::string& role) const {
    auto made = scrutin_run({"account", "add", name, "--role", role,
                             "--password-file", password.string()});
    CAF_REQUIRE_EQUAL(made.end.code, 0);
  }

  std::optional<http_answer> ask(const server_process& at,
                                 const std::string& verb,
                                 const std::string& target,
                                 const std::string& body,
                                 const std::string& fields) const {
    http_client client{at.port()};
    auto more = fields + "Content-Type: application/json\r\n";
    return client.exchange(http_request(verb, target, body, more));
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(administration_tests, fixture)

CAF_TEST(an account of the command line signs in and its acts are verified) {
  add("marie", "account-administrator");
  auto token = scrutin_run({"account", "token", "marie", "--expires", "1d"});
  CAF_REQUIRE_EQUAL(token.end.code, 0);
  auto bearer = "Authorization: Bearer "
                + token.out.substr(0, token.out.find('\n')) + "\r\n";
  auto verified = scrutin_run({"audit", "verify", "-o", "json"});
  CAF_REQUIRE_EQUAL(verified.end.code, 0);
  std::string head{
    boost::json::parse(verified.out).at("head").as_string().c_str()};

  auto server = trial.serve();
  auto busy = scrutin_run({"account", "ls"});
  CAF_CHECK_EQUAL(busy.end.code, 4);
  CAF_CHECK(busy.err.find("stop the node first") != std::string::npos);
  auto entered = ask(*server, "POST", "/api/v1/admin/login",
                     R"({"name":"marie","password":"correct horse"})", "");
  CAF_REQUIRE(entered && entered->result_int() == 200);
  auto wrong = ask(*server, "POST", "/api/v1/admin/login",
                   R"({"name":"marie","password":"battery staple"})", "");
  CAF_REQUIRE(wrong && wrong->result_int() == 401);
  auto added = ask(*server, "POST", "/api/v1/admin/accounts",
                   R"({"name":"paul","password":"a long password",)"
                   R"("roles":["auditor"]})",
                   bearer);
  CAF_REQUIRE(added && added->result_int() == 201);
  server->kill();

  auto again = trial.serve();
  auto list = ask(*again, "GET", "/api/v1/admin/accounts", "", bearer);
  CAF_REQUIRE(list && list->result_int() == 200);
  CAF_CHECK(list->body().find("paul") != std::string::npos);
  CAF_CHECK_EQUAL(again->stop(), 0);

  auto whole = scrutin_run({"audit", "verify", "--head", head});
  CAF_CHECK_EQUAL(whole.end.code, 0);
  auto acts = scrutin_run({"audit", "ls"});
  CAF_CHECK(acts.out.find("marie: session-begun marie") != std::string::npos);
  CAF_CHECK(acts.out.find("marie: account-added paul, roles auditor")
            != std::string::npos);
  auto said = again->log() + acts.out + whole.out + whole.err;
  for (const auto* secret :
       {"correct horse", "battery staple", "a long password", "scrutin_"}) {
    CAF_CHECK(said.find(secret) == std::string::npos);
  }
}

CAF_TEST(switched off there is no administration) {
  add("marie", "account-administrator");
  auto server = trial.serve({"admin.enabled=false"});
  auto refused = ask(*server, "POST", "/api/v1/admin/login",
                     R"({"name":"marie","password":"correct horse"})", "");
  CAF_REQUIRE(refused.has_value());
  CAF_CHECK_EQUAL(refused->result_int(), 404u);
}

CAF_TEST_FIXTURE_SCOPE_END()
