#define CAF_SUITE cast_record
#include "caf/test/unit_test.hpp"

#include <filesystem>
#include <fstream>
#include <unistd.h>

#include "cli/load/cast_record.hpp"

using namespace scrutin::load;
namespace fs = std::filesystem;

namespace {

struct fixture {
  fs::path folder = fs::temp_directory_path()
                    / ("scrutin-record-" + std::to_string(::getpid()));
  std::string file = (folder / "record.csv").string();

  fixture() { fs::create_directories(folder); }
  ~fixture() { fs::remove_all(folder); }

  static recorded_cast sample(std::uint64_t index) {
    recorded_cast x;
    x.index = index;
    x.kind = index % 2 == 0 ? cast_kind::first : cast_kind::duplicate;
    x.election = "L2025-001";
    x.region_id = 4;
    x.retry_key = "00112233445566778899aabbccddeeff";
    x.selection = "3>1>2";
    x.answer.what = static_cast<outcome>(index % outcome_count);
    x.answer.status = 202;
    x.answer.tracking_code = "ABCDE-FGHJK";
    return x;
  }

  void write(std::uint64_t first, std::uint64_t last, bool append) const {
    auto record = cast_record::open(file, append);
    CAF_REQUIRE(record);
    for (auto i = first; i < last; ++i) {
      record->write(sample(i));
    }
  }

  [[nodiscard]] std::vector<recorded_cast> read() const {
    std::vector<recorded_cast> seen;
    auto done = read_cast_record(
      file, [&](const recorded_cast& x) { seen.push_back(x); });
    CAF_REQUIRE(done);
    return seen;
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(cast_record_tests, fixture)

CAF_TEST(a record reads back field by field) {
  write(0, 20, false);
  auto seen = read();
  CAF_REQUIRE_EQUAL(seen.size(), 20u);
  for (std::uint64_t i = 0; i < 20; ++i) {
    auto due = sample(i);
    CAF_CHECK_EQUAL(seen[i].index, due.index);
    CAF_CHECK(seen[i].kind == due.kind);
    CAF_CHECK_EQUAL(seen[i].election, due.election);
    CAF_CHECK_EQUAL(seen[i].region_id, due.region_id);
    CAF_CHECK_EQUAL(seen[i].retry_key, due.retry_key);
    CAF_CHECK_EQUAL(seen[i].selection, due.selection);
    CAF_CHECK(seen[i].answer.what == due.answer.what);
    CAF_CHECK_EQUAL(seen[i].answer.status, due.answer.status);
    CAF_CHECK_EQUAL(seen[i].answer.tracking_code, due.answer.tracking_code);
  }
}

CAF_TEST(a line is in the file as soon as it is written) {
  auto record = cast_record::open(file, false);
  CAF_REQUIRE(record);
  record->write(sample(1));
  CAF_CHECK_EQUAL(read().size(), 1u);
}

CAF_TEST(appending goes on after the last whole line) {
  write(0, 3, false);
  auto size = fs::file_size(file);
  // A run that was killed in the middle of its third line.
  fs::resize_file(file, size - 7);
  CAF_CHECK_EQUAL(read().size(), 2u);
  write(3, 5, true);
  auto seen = read();
  CAF_REQUIRE_EQUAL(seen.size(), 4u);
  CAF_CHECK_EQUAL(seen[2].index, 3u);
}

CAF_TEST(starting anew leaves nothing of an earlier record) {
  write(0, 3, false);
  write(7, 8, false);
  auto seen = read();
  CAF_REQUIRE_EQUAL(seen.size(), 1u);
  CAF_CHECK_EQUAL(seen[0].index, 7u);
}

CAF_TEST(only its owner may read a record) {
  write(0, 1, false);
  auto shared = fs::perms::group_all | fs::perms::others_all;
  CAF_CHECK((fs::status(file).permissions() & shared) == fs::perms::none);
}

CAF_TEST(a foreign line is named by file and number) {
  write(0, 2, false);
  std::ofstream{file, std::ios::app} << "what is this\n";
  auto done = read_cast_record(file, [](const recorded_cast&) {});
  CAF_REQUIRE(!done);
  CAF_CHECK(done.failure().detail.find(":") != std::string::npos);
  CAF_CHECK(done.failure().detail.find("line 4") != std::string::npos);
}

CAF_TEST_FIXTURE_SCOPE_END()
