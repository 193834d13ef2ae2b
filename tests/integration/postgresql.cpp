// Goal: a node on PostgreSQL keeps every promise that an embedded one keeps,
// whichever of the two is killed.
// Method: a server of PostgreSQL and one of ours, both real; a crowd casts
// while the one or the other is killed. At the end the clients' record is
// compared with the ballot box.
#define CAF_SUITE postgresql
#include "caf/test/unit_test.hpp"

#include <fstream>
#include <iostream>
#include <random>

#include "storage/postgresql/database_lock.hpp"
#include "tests/fixtures/casting_crowd.hpp"
#include "tests/fixtures/eventually.hpp"
#include "tests/fixtures/postgresql_server.hpp"

using namespace scrutin;
using namespace scrutin::fixtures;

namespace {

constexpr std::uint32_t voters = 3'000;
constexpr std::size_t connections = 12;

struct fixture {
  std::uint32_t seed = std::random_device{}();
  std::mt19937 random{seed};
  postgresql_server database;
  std::string name = database.make_database();
  temporary_folder secrets;
  trial_election trial{
    {law_document(), council_document(5)},
    voters,
    database.sections(database.connection(name), secrets / "password")};
  cast_ledger record;

  fixture() {
    std::cout << "seed " << seed << std::endl;
    const char* ranks[] = {"[[1],[2]]", "[[2],[1],[3]]", "[[3],[5]]", "[[4]]"};
    for (std::size_t i = 0; i < voters; ++i) {
      record.add_law_cast(trial, i, i % 3 == 0 ? "non" : "oui");
      record.add_council_cast(trial, i, ranks[i % 4]);
    }
  }

  std::size_t up_to(std::size_t most) {
    return std::uniform_int_distribution<std::size_t>{0, most}(random);
  }

  std::vector<std::size_t> unanswered() const {
    return places_with(record, {cast_fate::unknown, cast_fate::open});
  }

  program_run scrutin(std::vector<std::string> words) const {
    words.insert(words.begin(), scrutin_program());
    words.insert(words.end(), {"--config", trial.config()});
    return run_program(words);
  }

  /// Sends what has no answer until everything has one.
  void cast_the_rest(const server_process& server) {
    auto done = eventually(
      [&] {
        casting_crowd crowd{record, unanswered(), server.port(), connections};
        crowd.join();
        return unanswered().empty();
      },
      std::chrono::seconds{60});
    CAF_CHECK(done);
  }
};

bool says(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

} // namespace

CAF_TEST_FIXTURE_SCOPE(postgresql_tests, fixture)

CAF_TEST(kills of a node on PostgreSQL lose nothing and count nothing twice) {
  constexpr std::size_t kills = 12;
  for (std::size_t i = 0; i < kills; ++i) {
    auto server = trial.serve();
    casting_crowd crowd{record, unanswered(), server->port(), connections};
    auto wanted = up_to(2 * voters / kills);
    eventually([&] { return crowd.answered() >= wanted; },
               std::chrono::seconds{20});
    server->kill();
    crowd.join();
  }
  CAF_CHECK(record.count(cast_fate::accepted) > 0);
  CAF_CHECK_EQUAL(joined(faults_in_box(trial, record)), "");
  auto server = trial.serve();
  cast_the_rest(*server);
  CAF_CHECK_EQUAL(record.count(cast_fate::accepted), 2u * voters);
  CAF_CHECK_EQUAL(joined(faults_in_repeats(*server, record)), "");
  CAF_CHECK_EQUAL(server->stop(), 0);
  CAF_CHECK_EQUAL(joined(faults_in_box(trial, record)), "");
  CAF_CHECK_EQUAL(joined(secrets_in(database.log(), trial, record)), "");
  auto verified = scrutin({"box", "verify"});
  CAF_CHECK_EQUAL(verified.end.code, 0);
  CAF_CHECK(says(verified.out, "3,000 ballots of 3,000 voters"));
}

CAF_TEST(kills of PostgreSQL under load are survived by a node that runs on) {
  constexpr std::size_t kills = 6;
  auto server = trial.serve();
  for (std::size_t i = 0; i < kills; ++i) {
    casting_crowd crowd{record, unanswered(), server->port(), connections};
    auto wanted = up_to(voters / kills);
    eventually([&] { return crowd.answered() >= wanted; },
               std::chrono::seconds{20});
    database.kill();
    database.start();
    crowd.send_home();
    crowd.join();
  }
  cast_the_rest(*server);
  CAF_CHECK_EQUAL(record.count(cast_fate::accepted), 2u * voters);
  CAF_CHECK_EQUAL(joined(faults_in_repeats(*server, record)), "");
  CAF_CHECK_EQUAL(server->stop(), 0);
  CAF_CHECK_EQUAL(joined(faults_in_box(trial, record)), "");
}

CAF_TEST(while PostgreSQL is away casts are refused and a repeat is accepted) {
  auto server = trial.serve({"postgresql.patience_ms=0"});
  database.stop();
  http_client client{server->port()};
  auto refused = eventually(
    [&] { return record.send(0, client) && record.casts()[0].status == 503; },
    std::chrono::seconds{20});
  CAF_CHECK(refused);
  CAF_CHECK(record.casts()[0].fate != cast_fate::accepted);
  database.start();
  auto accepted = eventually(
    [&] {
      return record.send(0, client)
             && record.casts()[0].fate == cast_fate::accepted;
    },
    std::chrono::seconds{20});
  CAF_CHECK(accepted);
  CAF_CHECK(says(server->log(), "\"database_away\""));
  CAF_CHECK_EQUAL(server->stop(), 0);
  CAF_CHECK_EQUAL(joined(faults_in_box(trial, record)), "");
}

CAF_TEST(a partition whose tags were spent behind its back stops alone) {
  auto server = trial.serve({"actors.cast_deadline_ms=500"});
  database.run(name, "INSERT INTO scrutin.spent (partition, tag)"
                     " SELECT p.id, r.tag FROM scrutin.roll r"
                     " JOIN scrutin.partition p USING (election, region)"
                     " WHERE r.election = 1");
  http_client client{server->port()};
  // Casts of the law and of the council lie in turn.
  record.send(0, client);
  CAF_CHECK(record.casts()[0].fate != cast_fate::accepted);
  CAF_CHECK(
    eventually([&] { return says(server->log(), "\"partition_stopped\""); },
               std::chrono::seconds{20}));
  auto is_accepted = [&] {
    return record.send(1, client)
           && record.casts()[1].fate == cast_fate::accepted;
  };
  CAF_CHECK(eventually(is_accepted, std::chrono::seconds{20}));
  record.send(2, client);
  CAF_CHECK(record.casts()[2].fate != cast_fate::accepted);
  CAF_CHECK_EQUAL(server->stop(), 0);
  CAF_CHECK_EQUAL(joined(faults_in_box(trial, record)), "");
}

CAF_TEST(a node ends in order while PostgreSQL is away) {
  auto server = trial.serve();
  database.stop();
  http_client client{server->port()};
  record.send(0, client);
  CAF_CHECK_EQUAL(server->stop(), 0);
  auto early = trial.start();
  auto end = early->wait_end();
  CAF_CHECK(end && end->code == 5);
  CAF_CHECK(says(early->last_line(), "start the server"));
  database.start();
  auto later = trial.serve();
  cast_the_rest(*later);
  CAF_CHECK_EQUAL(later->stop(), 0);
  CAF_CHECK_EQUAL(joined(faults_in_box(trial, record)), "");
}

CAF_TEST(a database is migrated ahead of its first start) {
  auto empty = database.make_database();
  auto migrate = [&](std::vector<std::string> more) {
    more.insert(more.begin(),
                {"storage", "migrate", "--set",
                 "postgresql.connection=" + database.connection(empty)});
    return scrutin(std::move(more));
  };
  auto planned = migrate({"--dry-run"});
  CAF_CHECK_EQUAL(planned.end.code, 0);
  CAF_CHECK(says(planned.out, "would apply 0001_store"));
  CAF_CHECK(says(planned.out, "schema version 0, this program works with"));
  auto done = migrate({"-o", "json"});
  CAF_CHECK_EQUAL(done.end.code, 0);
  CAF_CHECK(says(done.out, "\"version_before\":0"));
  CAF_CHECK(says(done.out, "\"0001_store\""));
  auto again = migrate({});
  CAF_CHECK_EQUAL(again.end.code, 0);
  CAF_CHECK(says(again.out, ", up to date"));
  CAF_CHECK(!says(again.out, "applied"));
  database.run(empty,
               "INSERT INTO scrutin.schema_version VALUES (1000, 'later')");
  auto newer = migrate({});
  CAF_CHECK_EQUAL(newer.end.code, 3);
  CAF_CHECK(says(newer.err, "run the newer program"));
}

CAF_TEST(programs that share a database prepare its elections one by one) {
  auto status = [&] {
    return scrutin({"roll", "status", "--set", "postgresql.lock_timeout_ms=200",
                    "--set", "postgresql.patience_ms=0"});
  };
  {
    auto held = database_lock::hold(database.options(name));
    CAF_REQUIRE(held);
    auto waited = status();
    CAF_CHECK_EQUAL(waited.end.code, 5);
    CAF_CHECK(says(waited.err, "another program prepares its elections"));
  }
  CAF_CHECK_EQUAL(status().end.code, 0);
}

CAF_TEST(commands say what a database lacks and never its password) {
  auto status = scrutin({"roll", "status", "--election", law_code});
  CAF_CHECK_EQUAL(status.end.code, 0);
  CAF_CHECK(says(status.out, "3,000 voters, open for import"));
  auto checked = scrutin({"config", "check"});
  CAF_CHECK_EQUAL(checked.end.code, 0);
  CAF_CHECK(says(checked.out, "storage.backend = postgresql"));
  {
    auto server = trial.serve();
    auto sealed =
      scrutin({"roll", "import", "--election", law_code, trial.config()});
    CAF_CHECK_EQUAL(sealed.end.code, 6);
    CAF_CHECK_EQUAL(server->stop(), 0);
    CAF_CHECK(!says(server->log(), database.password()));
  }
  auto wrong = secrets / "wrong";
  std::ofstream{wrong} << "another word\n";
  auto with_wrong = [&] {
    return scrutin(
      {"box", "verify", "--set", "postgresql.password_file=" + wrong.string()});
  };
  auto open_to_all = with_wrong();
  CAF_CHECK_EQUAL(open_to_all.end.code, 3);
  CAF_CHECK(says(open_to_all.err, "chmod 0400"));
  std::filesystem::permissions(wrong, std::filesystem::perms::owner_read);
  auto refused = with_wrong();
  CAF_CHECK_EQUAL(refused.end.code, 3);
  CAF_CHECK(says(refused.err, "password authentication failed"));
  CAF_CHECK(!says(refused.err, "another word"));
  database.stop();
  auto away = scrutin({"box", "verify"});
  CAF_CHECK_EQUAL(away.end.code, 5);
  CAF_CHECK(says(away.err, "start the server"));
}

CAF_TEST_FIXTURE_SCOPE_END()
