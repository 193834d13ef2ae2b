// Goal: a file is there whole or not at all, and takes nothing's place unless
// it is told to. Method: files in a folder of the test, and a limit on the size
// of files where a disk would be full.
#define CAF_SUITE new_file
#include "cli/new_file.hpp"

#include <csignal>
#include <fstream>

#include <sys/resource.h>

#include "caf/test/unit_test.hpp"

#include "held_election.hpp"

using namespace scrutin;

namespace {

struct fixture {
  fixtures::temporary_folder folder;
  std::filesystem::path place = folder / "file";

  [[nodiscard]] std::size_t files() const {
    std::size_t count = 0;
    for (const auto& entry :
         std::filesystem::directory_iterator{folder.path()}) {
      count += entry.exists() ? 1 : 0;
    }
    return count;
  }
};

// No file of this process grows past so many bytes while it lives.
class size_limit {
public:
  explicit size_limit(rlim_t bytes) {
    before_ = std::signal(SIGXFSZ, SIG_IGN);
    ::getrlimit(RLIMIT_FSIZE, &limit_);
    auto lower = limit_;
    lower.rlim_cur = bytes;
    ::setrlimit(RLIMIT_FSIZE, &lower);
  }
  size_limit(const size_limit&) = delete;
  size_limit& operator=(const size_limit&) = delete;
  ~size_limit() {
    ::setrlimit(RLIMIT_FSIZE, &limit_);
    std::signal(SIGXFSZ, before_);
  }

private:
  rlimit limit_{};
  void (*before_)(int) = nullptr;
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(new_file_tests, fixture)

CAF_TEST(a file appears when it is finished) {
  auto file = new_file::create(place, false);
  CAF_REQUIRE(file);
  (*file)->out() << "all of it";
  CAF_CHECK(!std::filesystem::exists(place));
  CAF_REQUIRE((*file)->finish());
  CAF_CHECK_EQUAL(contents_of(place), "all of it");
  CAF_CHECK_EQUAL(files(), 1u);
}

CAF_TEST(one that is not finished leaves nothing) {
  {
    auto file = new_file::create(place, true);
    CAF_REQUIRE(file);
    (*file)->out() << "part of it" << std::flush;
    CAF_CHECK_EQUAL(files(), 1u);
  }
  CAF_CHECK_EQUAL(files(), 0u);
}

CAF_TEST(of two at once the first to finish stays) {
  auto first = new_file::create(place, false);
  auto second = new_file::create(place, false);
  CAF_REQUIRE(first);
  CAF_REQUIRE(second);
  (*second)->out() << "second";
  CAF_REQUIRE((*second)->finish());
  (*first)->out() << "first";
  auto done = (*first)->finish();
  CAF_REQUIRE(!done);
  CAF_CHECK(done.failure().code == ec::wrong_state);
  CAF_CHECK_EQUAL(contents_of(place), "second");
  auto third = new_file::create(place, true);
  CAF_REQUIRE(third);
  (*third)->out() << "third";
  CAF_REQUIRE((*third)->finish());
  CAF_CHECK_EQUAL(contents_of(place), "third");
}

CAF_TEST(what does not fit is told and the file before it stays) {
  std::ofstream{place} << "before";
  auto file = new_file::create(place, true);
  CAF_REQUIRE(file);
  {
    size_limit small{4096};
    (*file)->out() << std::string(1 << 20, 'x');
    auto done = (*file)->finish();
    CAF_REQUIRE(!done);
    CAF_CHECK(done.failure().code == ec::unavailable);
  }
  file->reset();
  CAF_CHECK_EQUAL(contents_of(place), "before");
  CAF_CHECK_EQUAL(files(), 1u);
}

CAF_TEST(a folder is no place for a file) {
  std::filesystem::create_directory(place);
  for (auto replaces : {false, true}) {
    auto file = new_file::create(place, replaces);
    CAF_CHECK(!file);
    CAF_CHECK(!file && file.failure().code == ec::wrong_state);
  }
}

CAF_TEST_FIXTURE_SCOPE_END()
