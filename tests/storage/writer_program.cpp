// Appends frames to a store, one at a time, and says so after each: what a
// fault test kills, starves or injects errors into.
//
//   storage_writer DIRECTORY FRAMES
//
// Prints `ack N` once frame N is durable. At the first failure it prints
// `error CODE` and tries that frame once more: ends with 1 if that fails as
// well, with 4 if it succeeds.

#include <cstdlib>
#include <string>

#include <sys/uio.h>
#include <unistd.h>

#include "storage/rocksdb/open.hpp"
#include "tests/storage/sample_frames.hpp"

using namespace scrutin;

namespace {

/// By another system call than a store writes with.
void say(const std::string& line) {
  auto text = line + "\n";
  iovec part{text.data(), text.size()};
  if (::writev(STDOUT_FILENO, &part, 1) < 0) {
    std::_Exit(3);
  }
}

int failed(const error& failure) {
  say(std::string{"error "} + to_string(failure.code));
  return 1;
}

int run(const std::string& directory, sequence_number frames) {
  rocksdb_options options;
  options.memory_bytes_max = 1;
  auto opened = open_rocksdb(directory, options);
  if (!opened) {
    return failed(opened.failure());
  }
  auto& box = *opened->ballot_box;
  partition_id here{{7}, {1}, 0};
  auto log = acquire(box, here);
  if (!log) {
    return failed(log.failure());
  }
  for (auto i = log->last_sequence + 1; i <= frames; ++i) {
    auto kind = i == 1 ? frame_kind::open : frame_kind::ballots;
    auto done =
      append_one(box, sample_frame(here, log->epoch, i, kind, 100'000));
    if (!done) {
      say(std::string{"error "} + to_string(done.failure().code));
      auto again = append_one(box, sample_frame(here, log->epoch, i, kind));
      return again ? 4 : failed(again.failure());
    }
    say("ack " + std::to_string(i));
  }
  return 0;
}

} // namespace

int main(int count, char** arguments) {
  return count == 3
           ? run(arguments[1], std::strtoull(arguments[2], nullptr, 10))
           : 2;
}
