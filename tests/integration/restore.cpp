// Goal: a backup made as docs/OPERATIONS.md says is an election that goes on.
// Method: a crowd casts, a copy is made, more is cast, and the original is
// destroyed; what comes back holds every ballot from before the copy, serves,
// and has forgotten what came after it.
#define CAF_SUITE restore
#include "caf/test/unit_test.hpp"

#include "tests/fixtures/casting_crowd.hpp"
#include "tests/fixtures/postgresql_server.hpp"

using namespace scrutin;
using namespace scrutin::fixtures;

namespace {

constexpr std::uint32_t voters = 600;
constexpr std::size_t connections = 4;

void succeeds(const std::vector<std::string>& command) {
  auto done = run_program(command);
  CAF_CHECK_EQUAL(done.err, "");
  CAF_REQUIRE_EQUAL(done.end.code, 0);
}

struct fixture {
  temporary_folder backups;
  cast_ledger record;

  void plan(const trial_election& trial) {
    for (std::size_t i = 0; i < voters; ++i) {
      record.add_law_cast(trial, i, i % 3 == 0 ? "non" : "oui");
    }
  }

  void cast_until(std::size_t end, const server_process& server) {
    std::vector<std::size_t> places;
    for (std::size_t i = 0; i < end; ++i) {
      if (record.casts()[i].fate == cast_fate::open) {
        places.push_back(i);
      }
    }
    casting_crowd crowd{record, places, server.at(), connections};
    crowd.join();
    CAF_CHECK_EQUAL(record.count(cast_fate::accepted), end);
  }

  // Everybody votes who has not by the record as of the copy.
  void goes_on(const trial_election& trial, const cast_ledger& copied) {
    record = copied;
    CAF_CHECK_EQUAL(joined(faults_in_box(trial, record)), "");
    succeeds({scrutin_program(), "box", "verify", "--config", trial.config()});
    auto server = trial.serve();
    CAF_CHECK_EQUAL(joined(faults_in_repeats(*server, record)), "");
    cast_until(voters, *server);
    CAF_CHECK_EQUAL(server->stop(), 0);
    CAF_CHECK_EQUAL(joined(faults_in_box(trial, record)), "");
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(restore_tests, fixture)

CAF_TEST(an embedded store comes back from its copy) {
  trial_election trial{{law_document()}, voters};
  plan(trial);
  {
    auto server = trial.serve();
    cast_until(voters / 2, *server);
    CAF_CHECK_EQUAL(server->stop(), 0);
  }
  auto copy = (backups / "data").string();
  succeeds({"cp", "-a", trial.data(), copy});
  auto copied = record;
  {
    auto server = trial.serve();
    cast_until(voters / 2 + 50, *server);
    CAF_CHECK_EQUAL(server->stop(), 0);
  }
  std::filesystem::remove_all(trial.data());
  succeeds({"cp", "-a", copy, trial.data()});
  goes_on(trial, copied);
}

CAF_TEST(a database comes back from a dump that was made while it served) {
  postgresql_server database;
  auto name = database.make_database();
  trial_election trial{
    {law_document()},
    voters,
    database.sections(database.connection(name), backups / "password")};
  plan(trial);
  auto dump = (backups / "scrutin.dump").string();
  cast_ledger copied;
  {
    auto server = trial.serve();
    cast_until(voters / 2, *server);
    succeeds({"pg_dump", "--format=custom", "--file=" + dump,
              database.conninfo(name)});
    copied = record;
    cast_until(voters / 2 + 50, *server);
    CAF_CHECK_EQUAL(server->stop(), 0);
  }
  database.run("postgres", "DROP DATABASE " + name);
  database.run("postgres", "CREATE DATABASE " + name
                             + " TEMPLATE template0 ENCODING 'UTF8'");
  succeeds({"pg_restore", "--exit-on-error",
            "--dbname=" + database.conninfo(name), dump});
  goes_on(trial, copied);
}

CAF_TEST_FIXTURE_SCOPE_END()
