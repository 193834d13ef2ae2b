#define CAF_SUITE store_faults
#include "caf/test/unit_test.hpp"

#include <array>
#include <cstdio>
#include <filesystem>
#include <iostream>
#include <sstream>

#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "storage/rocksdb/open.hpp"
#include "tests/storage/sample_frames.hpp"
#include "tests/storage/scratch_directory.hpp"

using namespace scrutin;

namespace {

constexpr partition_id here{{7}, {1}, 0};

struct program_run {
  int status = 0;
  std::string output;

  [[nodiscard]] bool ended_with(int code) const {
    return WIFEXITED(status) && WEXITSTATUS(status) == code;
  }
};

program_run run(const std::string& command) {
  program_run finished;
  auto* pipe = ::popen((command + " 2>/dev/null").c_str(), "r");
  CAF_REQUIRE(pipe != nullptr);
  std::array<char, 4'096> part{};
  while (auto bytes = std::fread(part.data(), 1, part.size(), pipe)) {
    finished.output.append(part.data(), bytes);
  }
  finished.status = ::pclose(pipe);
  return finished;
}

void skipped(const std::string& reason) {
  std::cout << "SKIPPED: store_faults: " << reason << std::endl;
}

bool can_trace() {
  return run("strace -o /dev/null true").ended_with(0);
}

std::string writer(const std::string& directory, int frames) {
  return std::string{SCRUTIN_STORAGE_WRITER} + " " + directory + " "
         + std::to_string(frames);
}

/// Runs the writer with a fault in the nth of a system call of each thread.
program_run run_with_fault(const std::string& call, const std::string& fault,
                           int n, const std::string& directory) {
  return run("strace -f -qq -o /dev/null -e trace=" + call
             + " -e inject=" + call + ":" + fault + ":when=" + std::to_string(n)
             + " " + writer(directory, 12));
}

/// The last frame that the writer said was durable.
sequence_number last_acknowledged(const std::string& output) {
  sequence_number last = 0;
  std::istringstream lines{output};
  for (std::string word; lines >> word;) {
    if (word == "ack") {
      lines >> last;
    }
  }
  return last;
}

ec code_of_open(const std::string& path) {
  auto opened = open_rocksdb(path);
  return opened ? ec{} : opened.failure().code;
}

/// Every acknowledged frame is there, at most one more, and writing goes on.
void check_recovered(const std::string& directory,
                     sequence_number acknowledged) {
  auto opened = open_rocksdb(directory);
  if (!opened) {
    CAF_FAIL(to_string(opened.failure()));
  }
  auto frames = frames_of(*opened->ballot_box, here);
  if (!frames) {
    CAF_FAIL(to_string(frames.failure()));
  }
  CAF_REQUIRE(frames->size() >= acknowledged);
  CAF_REQUIRE(frames->size() <= acknowledged + 1);
  auto log = acquire(*opened->ballot_box, here);
  CAF_REQUIRE(log);
  auto next = frames->size() + 1;
  auto kind = next == 1 ? frame_kind::open : frame_kind::ballots;
  CAF_REQUIRE(append_one(*opened->ballot_box,
                         sample_frame(here, log->epoch, next, kind)));
}

/// A file system of its own on a loop device, as small as a test wants it.
class small_disk {
public:
  small_disk() {
    auto image = scratch_.path() + "/image";
    auto at = path();
    auto made =
      run("truncate -s 256M " + image + " && mkfs.ext4 -q -F -m 0 " + image
          + " && mkdir " + at + " && mount -o loop " + image + " " + at);
    mounted_ = made.ended_with(0);
  }
  small_disk(const small_disk&) = delete;
  small_disk& operator=(const small_disk&) = delete;
  ~small_disk() {
    if (mounted_) {
      run("umount " + path());
    }
  }

  [[nodiscard]] bool mounted() const { return mounted_; }
  [[nodiscard]] std::string path() const { return scratch_.path() + "/disk"; }

  /// Takes every byte that is left.
  void fill() const {
    run("dd if=/dev/zero of=" + path() + "/ballast bs=64k conv=fsync");
  }
  void make_room() const { run("rm " + path() + "/ballast"); }

private:
  scratch_directory scratch_;
  bool mounted_ = false;
};

/// Acquires and opens the partition of the tests.
epoch_number opened_partition(ballot_box_store& box) {
  auto log = acquire(box, here);
  CAF_REQUIRE(log);
  CAF_REQUIRE(
    append_one(box, sample_frame(here, log->epoch, 1, frame_kind::open)));
  return log->epoch;
}

/// Appends until something stands in the way.
/// @returns frames in the log, and what stood in the way.
std::pair<sequence_number, ec>
fill_log(ballot_box_store& box, epoch_number epoch, std::size_t frame_bytes) {
  for (sequence_number next = 2;; ++next) {
    auto done = append_one(
      box, sample_frame(here, epoch, next, frame_kind::ballots, frame_bytes));
    if (!done) {
      return {next - 1, done.failure().code};
    }
  }
}

} // namespace

CAF_TEST(a store that is open cannot be opened a second time) {
  scratch_directory scratch;
  auto path = scratch.path() + "/store";
  {
    auto first = open_rocksdb(path);
    CAF_REQUIRE(first);
    CAF_CHECK_EQUAL(code_of_open(path), ec::storage_locked);
    auto other_process = run(writer(path, 1));
    CAF_CHECK(other_process.ended_with(1));
    CAF_CHECK_EQUAL(other_process.output, "error storage_locked\n");
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
  run("touch " + scratch.path() + "/store");
  CAF_CHECK_EQUAL(code_of_open(scratch.path() + "/store"), ec::unavailable);
}

CAF_TEST(a directory that may only be read is unavailable) {
  scratch_directory scratch;
  auto path = scratch.path() + "/store";
  CAF_REQUIRE_EQUAL(code_of_open(path), ec{});
  ::chmod(scratch.path().c_str(), 0755);
  ::chmod(path.c_str(), 0555);
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

CAF_TEST(a full disk refuses writes and allows reads until there is room) {
  small_disk disk;
  if (!disk.mounted()) {
    skipped("a full disk needs root and a loop device");
    return;
  }
  auto path = disk.path() + "/store";
  sequence_number frames = 0;
  {
    auto s = open_rocksdb(path);
    CAF_REQUIRE(s);
    auto epoch = opened_partition(*s->ballot_box);
    auto [filled, why] = fill_log(*s->ballot_box, epoch, 200'000);
    frames = filled;
    CAF_CHECK_EQUAL(why, ec::storage_full);
    CAF_CHECK(frames > 100);
    disk.fill();
    auto next = sample_frame(here, epoch, frames + 1);
    CAF_CHECK(append_one(*s->ballot_box, next).failure().code
              == ec::storage_full);
    CAF_CHECK(frames_of(*s->ballot_box, here)->size() == frames);
    disk.make_room();
  }
  rocksdb_options less;
  less.reserve_bytes = 16 << 20;
  auto s = open_rocksdb(path, less);
  CAF_REQUIRE(s);
  auto log = acquire(*s->ballot_box, here);
  CAF_REQUIRE(log);
  CAF_CHECK(log->last_sequence == frames);
  disk.fill();
  auto next = sample_frame(here, log->epoch, frames + 1);
  CAF_CHECK(append_one(*s->ballot_box, next).failure().code
            == ec::storage_full);
  disk.make_room();
  CAF_CHECK(append_one(*s->ballot_box, next));
  CAF_CHECK(frames_of(*s->ballot_box, here)->size() == frames + 1);
}

CAF_TEST(a store on a disk without any reserve recovers what it acknowledged) {
  small_disk disk;
  if (!disk.mounted()) {
    skipped("a full disk needs root and a loop device");
    return;
  }
  // What stands in the way until there is room again.
  auto ballast = disk.path() + "/ballast";
  CAF_REQUIRE(run("fallocate -l 96M " + ballast).ended_with(0));
  auto path = disk.path() + "/store";
  rocksdb_options greedy;
  greedy.reserve_bytes = 0;
  sequence_number frames = 0;
  {
    auto s = open_rocksdb(path, greedy);
    CAF_REQUIRE(s);
    auto epoch = opened_partition(*s->ballot_box);
    auto [filled, why] = fill_log(*s->ballot_box, epoch, 200'000);
    frames = filled;
    CAF_MESSAGE("after " << frames << " frames: " << to_string(why));
    CAF_CHECK(why == ec::storage_full || why == ec::storage_failed);
    auto next = sample_frame(here, epoch, frames + 1);
    auto again = append_one(*s->ballot_box, next);
    CAF_CHECK(!again || why == ec::storage_full);
    frames += again ? 1 : 0;
    CAF_CHECK(frames_of(*s->ballot_box, here)->size() >= frames);
  }
  CAF_REQUIRE(std::filesystem::remove(ballast));
  check_recovered(path, frames);
}

CAF_TEST(a failed sync is not acknowledged and ends all writing) {
  if (!can_trace()) {
    skipped("failing syncs need strace with permission to trace");
    return;
  }
  for (int n = 1; n <= 24; ++n) {
    scratch_directory scratch;
    auto path = scratch.path() + "/store";
    auto failed = run_with_fault("fdatasync", "error=EIO", n, path);
    if (failed.ended_with(0)) {
      CAF_CHECK_EQUAL(last_acknowledged(failed.output), 12u);
      CAF_CHECK(n > 12);
      break;
    }
    CAF_CHECK(failed.ended_with(1));
    CAF_CHECK(failed.output.find("error storage_failed") != std::string::npos);
    check_recovered(path, last_acknowledged(failed.output));
  }
}

CAF_TEST(a write that finds no room half-way is never taken for done) {
  if (!can_trace()) {
    skipped("failing writes need strace with permission to trace");
    return;
  }
  int failures = 0;
  for (int n = 1; n <= 40; ++n) {
    scratch_directory scratch;
    auto path = scratch.path() + "/store";
    auto failed = run_with_fault("write", "error=ENOSPC", n, path);
    if (failed.ended_with(0)) {
      continue;
    }
    ++failures;
    // Only a refusal that wrote nothing may be followed by a success. While
    // it opens, RocksDB as Debian builds it may also end by an assertion.
    auto refused = failed.ended_with(1);
    auto was_full =
      failed.output.find("error storage_full") != std::string::npos;
    auto acknowledged = last_acknowledged(failed.output);
    CAF_CHECK(refused || (was_full && failed.ended_with(4))
              || acknowledged == 0);
    check_recovered(path, acknowledged);
  }
  CAF_MESSAGE("failed " << failures << " times");
  CAF_CHECK(failures > 12);
}

CAF_TEST(a kill at any system call of a write loses nothing acknowledged) {
  if (!can_trace()) {
    skipped("kills at system calls need strace with permission to trace");
    return;
  }
  int kills = 0;
  for (const std::string call : {"write", "pwrite64", "fdatasync", "rename",
                                 "fsync", "ftruncate", "fallocate", "unlink"}) {
    for (int n = 1; n <= 60; ++n) {
      scratch_directory scratch;
      auto path = scratch.path() + "/store";
      // The second run begins with a recovery.
      run(writer(path, 3));
      auto killed = run_with_fault(call, "signal=SIGKILL", n, path);
      if (killed.ended_with(0)) {
        break;
      }
      ++kills;
      check_recovered(
        path, std::max(sequence_number{3}, last_acknowledged(killed.output)));
    }
  }
  CAF_MESSAGE("killed " << kills << " times");
  CAF_CHECK(kills > 20);
}
