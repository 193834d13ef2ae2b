// Goal: an election moves from the embedded store to PostgreSQL and back while
// people vote at either, and nothing is lost, counted twice or forgotten.
// Method: real servers on each store in turn; between them the command. The
// clients' record is compared with the last ballot box.
#define CAF_SUITE storage_copy
#include "caf/test/unit_test.hpp"

#include <fstream>

#include "tests/fixtures/casting_crowd.hpp"
#include "tests/fixtures/eventually.hpp"
#include "tests/fixtures/postgresql_server.hpp"

using namespace scrutin;
using namespace scrutin::fixtures;

namespace {

constexpr std::uint32_t voters = 1'500;

struct fixture {
  postgresql_server database;
  std::string name = database.make_database();
  temporary_folder more;
  trial_election trial{
    {"partition_voters = 500\n" + law_document(), council_document(4)}, voters};
  cast_ledger record;

  fixture() {
    for (std::size_t i = 0; i < voters; ++i) {
      record.add_law_cast(trial, i, i % 3 == 0 ? "non" : "oui");
      record.add_council_cast(trial, i, i % 2 == 0 ? "[[1],[2]]" : "[[3]]");
    }
  }

  // The trial's options over the database.
  std::filesystem::path shared_config() const {
    // Paths in it are relative to where it lies.
    auto file = trial.folder() / "shared.toml";
    std::ofstream{file} << contents_of(trial.config())
                        << database.sections(database.connection(name),
                                             more / "password");
    return file;
  }

  program_run copy(const std::filesystem::path& from,
                   const std::filesystem::path& to) const {
    return run_program({scrutin_program(), "storage", "copy", "--from",
                        from.string(), "--to", to.string()});
  }

  // Casts what is open, up to a number, and stops the server.
  void cast_at(std::unique_ptr<server_process> server, std::size_t casts,
               bool by_force) {
    CAF_REQUIRE(server->wait_ready());
    auto places = places_with(record, {cast_fate::unknown, cast_fate::open});
    places.resize(std::min(places.size(), casts));
    casting_crowd crowd{record, places, server->port(), 8};
    crowd.join();
    CAF_CHECK_EQUAL(joined(faults_in_repeats(*server, record)), "");
    if (by_force) {
      server->kill();
    } else {
      CAF_CHECK_EQUAL(server->stop(), 0);
    }
  }
};

bool holds(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

} // namespace

CAF_TEST_FIXTURE_SCOPE(storage_copy_tests, fixture)

CAF_TEST(an election goes to PostgreSQL and back between ballots) {
  auto shared = shared_config();
  cast_at(trial.start(), 500, true);
  cast_at(trial.start(), 500, false);
  auto there = copy(trial.config(), shared);
  CAF_CHECK_EQUAL(there.end.code, 0);
  CAF_CHECK(holds(there.out, "TRIAL-LAW: 1,500 voters"));
  CAF_CHECK(holds(there.out, "; equal"));
  auto serve_shared = [&] {
    return std::make_unique<server_process>(shared, trial.log());
  };
  cast_at(serve_shared(), 1'000, true);
  {
    auto server = serve_shared();
    CAF_REQUIRE(server->wait_ready());
    auto refused = copy(shared, trial.config());
    CAF_CHECK_EQUAL(refused.end.code, 6);
    CAF_CHECK(holds(refused.err, "the source is in use by \"scrutin"));
    CAF_CHECK_EQUAL(server->stop(), 0);
  }
  // The earlier store holds the beginning of the same logs.
  auto back = copy(shared, trial.config());
  CAF_CHECK_EQUAL(back.end.code, 0);
  CAF_CHECK_EQUAL(back.err, "");
  cast_at(trial.start(), 2 * voters, false);
  CAF_CHECK_EQUAL(record.count(cast_fate::accepted), 2u * voters);
  CAF_CHECK_EQUAL(joined(faults_in_box(trial, record)), "");
  // Which the database has not heard of.
  auto late = copy(shared, trial.config());
  CAF_CHECK_EQUAL(late.end.code, 6);
  CAF_CHECK(holds(late.err, "the target holds"));
}

CAF_TEST(stores that do not belong together are left alone) {
  auto shared = shared_config();
  auto same = copy(trial.config(), trial.config());
  CAF_CHECK_EQUAL(same.end.code, 3);
  CAF_CHECK(holds(same.err, "name the same store"));
  auto lone = trial_election{{law_document()}, 10};
  auto foreign = copy(trial.config(), lone.config());
  CAF_CHECK_EQUAL(foreign.end.code, 3);
  CAF_CHECK(holds(foreign.err, "master key"));
  auto unknown = run_program({scrutin_program(), "storage", "copy", "--from",
                              trial.config().string(), "--to", shared.string(),
                              "--election", "NOBODY"});
  CAF_CHECK_EQUAL(unknown.end.code, 5);
  auto server = trial.serve();
  auto served = copy(trial.config(), shared);
  CAF_CHECK_EQUAL(served.end.code, 4);
  CAF_CHECK(holds(served.err, "the source: "));
  CAF_CHECK_EQUAL(server->stop(), 0);
}

CAF_TEST_FIXTURE_SCOPE_END()
