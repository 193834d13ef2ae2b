#define CAF_SUITE migrations
#include "caf/test/unit_test.hpp"

#include <filesystem>
#include <future>

#include "storage/postgresql/migrations.hpp"
#include "storage/postgresql/open.hpp"
#include "tests/postgresql/shared_server.hpp"

using namespace scrutin;

namespace {

struct fixture {
  fixtures::postgresql_server& server = shared_server();
  std::string database = server.make_database();
  postgresql_options options = server.options(database);
  int newest = pg_migrations().back().version;
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(migration_tests, fixture)

CAF_TEST(the steps are numbered without a gap and are the files of the folder) {
  std::size_t files = 0;
  for (const auto& entry :
       std::filesystem::directory_iterator{"storage/postgresql/migrations"}) {
    files += entry.path().extension() == ".sql" ? 1 : 0;
  }
  CAF_CHECK_EQUAL(files, pg_migrations().size());
  for (std::size_t i = 0; i < pg_migrations().size(); ++i) {
    CAF_CHECK_EQUAL(pg_migrations()[i].version, static_cast<int>(i) + 1);
  }
}

CAF_TEST(an empty database is brought to the newest version once) {
  auto before = read_schema(options);
  CAF_REQUIRE(before);
  CAF_CHECK_EQUAL(before->version, 0);
  CAF_CHECK_EQUAL(before->steps.size(), pg_migrations().size());
  auto done = migrate_schema(options);
  CAF_REQUIRE(done);
  CAF_CHECK_EQUAL(done->version, 0);
  CAF_CHECK_EQUAL(done->steps.size(), pg_migrations().size());
  auto after = read_schema(options);
  CAF_CHECK_EQUAL(after->version, newest);
  CAF_CHECK(after->steps.empty());
  CAF_CHECK(migrate_schema(options)->steps.empty());
}

CAF_TEST(programs that start together migrate one after the other) {
  std::vector<std::future<bool>> starts;
  for (int i = 0; i < 6; ++i) {
    starts.push_back(std::async(
      std::launch::async, [this] { return bool{open_postgresql(options)}; }));
  }
  for (auto& start : starts) {
    CAF_CHECK(start.get());
  }
  CAF_CHECK(read_schema(options)->version == newest);
}

CAF_TEST(a schema newer than the program is refused and left alone) {
  CAF_REQUIRE(migrate_schema(options));
  server.run(database,
             "INSERT INTO scrutin.schema_version VALUES (1000, 'later')");
  auto opened = open_postgresql(options);
  CAF_REQUIRE(!opened);
  CAF_CHECK_EQUAL(opened.failure().code, ec::bad_configuration);
  CAF_CHECK(opened.failure().detail.find("version 1000") != std::string::npos);
}

CAF_TEST(a step that fails leaves the version before it) {
  server.run(database,
             "CREATE SCHEMA scrutin; CREATE TABLE scrutin.frame (x int)");
  auto done = migrate_schema(options);
  CAF_REQUIRE(!done);
  CAF_CHECK(done.failure().detail.find("0001_store") != std::string::npos);
  CAF_CHECK(read_schema(options)->version == 0);
}

CAF_TEST_FIXTURE_SCOPE_END()
