// Goal: databases that share the partitions fail apart, and lose nothing.
// Method: three real nodes on two real PostgreSQL servers. While people cast,
// servers and nodes are killed; at the end the clients' record is compared with
// both halves of the ballot box.
#define CAF_SUITE databases
#include "caf/test/unit_test.hpp"

#include <fstream>

#include "tests/fixtures/eventually.hpp"
#include "tests/fixtures/trial_cluster.hpp"

using namespace scrutin;
using namespace scrutin::fixtures;

namespace {

// Before the nodes' options, which name it.
struct second_server {
  postgresql_server second;
  std::string second_name = second.make_database();
};

struct fixture : second_server, trial_cluster {
  fixture()
    : trial_cluster("127.0.0.1", "further_connections = [\""
                                   + second.connection(second_name) + "\"]\n"
                                   + "resolve_ms_max = 2000\n[actors]\n"
                                     "cast_deadline_ms = 3000\n") {}

  static std::int64_t partitions_on(const postgresql_server& server,
                                    const std::string& database) {
    return server.run(database, "SELECT count(*) FROM scrutin.partition")
      .number(0, 0);
  }

  std::size_t accepted() const { return record.count(cast_fate::accepted); }

  // Everything once, whatever is answered.
  void cast_once(const std::string& node) {
    casting_crowd crowd{record, unanswered(), nodes[node]->at(), connections};
    crowd.join();
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(databases_tests, fixture)

CAF_TEST(when one of two databases is killed the voters of the other go on) {
  start_all();
  CAF_CHECK_EQUAL(partitions_on(database, name), 10);
  CAF_CHECK_EQUAL(partitions_on(second, second_name), 10);
  casting_crowd crowd{record, unanswered(), nodes["a"]->at(), connections};
  wait_for(crowd, voters / 4);
  second.kill();
  wait_for(crowd, voters / 2);
  crowd.send_home();
  crowd.join();
  // What is left for the first has been cast after this.
  cast_once("b");
  auto without = accepted();
  CAF_CHECK(without > voters / 2);
  CAF_CHECK(without < 2 * voters);
  // Whoever is left takes over what it can reach, and waits for the rest.
  nodes["b"]->kill();
  nodes["c"]->kill();
  CAF_CHECK(eventually(
    [&] {
      return database
               .run(name, "SELECT count(*) FROM scrutin.partition"
                          " WHERE owner = 'a'")
               .number(0, 0)
             == 10;
    },
    std::chrono::seconds{20}));
  second.start();
  cast_the_rest("a");
  check_at_the_end({"a"});
}

CAF_TEST(while the first is killed nobody is answered and all goes on after) {
  start_all();
  casting_crowd crowd{record, unanswered(), nodes["a"]->at(), connections};
  wait_for(crowd, voters / 4);
  database.kill();
  wait_for(crowd, voters / 2);
  crowd.send_home();
  crowd.join();
  database.start();
  wait_for_shares({"a", "b", "c"});
  cast_the_rest("b");
  check_at_the_end({"a", "b", "c"});
}

CAF_TEST(elections move between two databases and none and stay the same) {
  start_all();
  cast_the_rest("c");
  for (const auto* node : {"a", "b", "c"}) {
    CAF_CHECK_EQUAL(nodes[node]->stop(), 0);
  }
  auto copy = [&](const std::filesystem::path& from,
                  const std::filesystem::path& to) {
    auto done = run_program({scrutin_program(), "storage", "copy", "--from",
                             from.string(), "--to", to.string(), "-o", "json"});
    CAF_CHECK_EQUAL(done.end.code, 0);
    CAF_CHECK_EQUAL(done.err, "");
    return done.out;
  };
  auto embedded = trial.folder() / "embedded.toml";
  std::ofstream{embedded} << ("data_directory = \"elsewhere\"\n"
                              "elections_directory = \"elections\"\n"
                              "[keys]\nmaster_key_file = \"master.key\"\n");
  auto third = database.make_database();
  auto fourth = second.make_database();
  auto spread = trial.folder() / "spread.toml";
  std::ofstream{spread}
    << ("elections_directory = \"elections\"\n"
        "[rate_limit]\nenabled = false\n[log]\nformat = \"json\"\n"
        "[keys]\nmaster_key_file = \"master.key\"\n"
        + database.sections(database.connection(third), secrets / "password")
        + "further_connections = [\"" + second.connection(fourth) + "\"]\n");
  auto out = copy(trial.config(), embedded);
  auto back = copy(embedded, spread);
  CAF_CHECK_EQUAL(out, back);
  CAF_CHECK_EQUAL(partitions_on(second, fourth), 10);
  auto server = std::make_unique<server_process>(
    spread, trial.folder() / "log-spread", std::vector<std::string>{});
  CAF_REQUIRE(server->wait_ready());
  CAF_CHECK_EQUAL(joined(faults_in_repeats(*server, record)), "");
  CAF_CHECK_EQUAL(server->stop(), 0);
}

CAF_TEST_FIXTURE_SCOPE_END()
