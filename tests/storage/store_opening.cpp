#define CAF_SUITE store_opening
#include "caf/test/unit_test.hpp"

#include <filesystem>
#include <fstream>

#include <unistd.h>

#include "storage/rocksdb/open.hpp"
#include "tests/fixtures/child_process.hpp"
#include "tests/storage/scratch_directory.hpp"

using namespace scrutin;
using namespace scrutin::fixtures;

namespace {

ec code_of_open(const std::string& path) {
  auto opened = open_rocksdb(path);
  return opened ? ec{} : opened.failure().code;
}

} // namespace

CAF_TEST(a store that is open cannot be opened a second time) {
  scratch_directory scratch;
  auto path = scratch.path() + "/store";
  {
    auto first = open_rocksdb(path);
    CAF_REQUIRE(first);
    CAF_CHECK_EQUAL(code_of_open(path), ec::storage_locked);
    auto other_process = run_program({SCRUTIN_STORAGE_WRITER, path, "1"});
    CAF_CHECK_EQUAL(other_process.end.code, 1);
    CAF_CHECK_EQUAL(other_process.out, "error storage_locked\n");
  }
  CAF_CHECK_EQUAL(code_of_open(path), ec{});
}

CAF_TEST(a directory is made but not its parent) {
  scratch_directory scratch;
  CAF_CHECK_EQUAL(code_of_open(scratch.path() + "/new"), ec{});
  CAF_CHECK_EQUAL(code_of_open(scratch.path() + "/new2/"), ec{});
  CAF_CHECK_EQUAL(code_of_open(scratch.path() + "/no/new"), ec::unavailable);
}

CAF_TEST(a file in the place of the directory is unavailable) {
  scratch_directory scratch;
  std::ofstream{scratch.path() + "/store"};
  CAF_CHECK_EQUAL(code_of_open(scratch.path() + "/store"), ec::unavailable);
}

CAF_TEST(a directory that may only be read is unavailable) {
  scratch_directory scratch;
  auto path = scratch.path() + "/store";
  CAF_REQUIRE_EQUAL(code_of_open(path), ec{});
  using std::filesystem::perms;
  std::filesystem::permissions(scratch.path(), perms{0755});
  std::filesystem::permissions(path, perms{0555});
  // Nothing is read-only to root: become somebody else for a moment.
  auto is_root = ::geteuid() == 0;
  if (is_root) {
    CAF_REQUIRE_EQUAL(::seteuid(65'534), 0);
  }
  auto code = code_of_open(path);
  if (is_root) {
    CAF_REQUIRE_EQUAL(::seteuid(0), 0);
  }
  CAF_CHECK_EQUAL(code, ec::unavailable);
}
