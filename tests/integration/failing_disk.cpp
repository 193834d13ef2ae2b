// Goal: whatever the disk does, nothing acknowledged is lost, nothing is
// acknowledged that is not on it, and damage is found and named.
// Method: a real file system that is full, system calls that fail or kill, and
// files that were changed while the server was down.
#define CAF_SUITE failing_disk
#include "caf/test/unit_test.hpp"

#include <algorithm>
#include <fstream>
#include <iostream>
#include <random>

#include "tests/fixtures/casting_crowd.hpp"
#include "tests/fixtures/eventually.hpp"
#include "tests/fixtures/small_disk.hpp"

using namespace scrutin;
using namespace scrutin::fixtures;

namespace {

constexpr int storage_exit_code = 4;
constexpr std::chrono::seconds soon{20};

void skipped(const std::string& reason) {
  std::cout << "SKIPPED: failing_disk: " << reason << std::endl;
}

struct fixture {
  trial_election trial{{law_document()}, 2'000};
  cast_ledger record;
  std::size_t next_voter = 0;

  /// The next voters' casts, planned.
  std::vector<std::size_t> plan(std::size_t count) {
    std::vector<std::size_t> places;
    for (std::size_t i = 0; i < count; ++i) {
      places.push_back(
        record.add_law_cast(trial, next_voter++, i % 2 == 0 ? "oui" : "non"));
    }
    return places;
  }

  void cast(const server_process& server, std::size_t count,
            std::size_t connections) {
    auto places = plan(count);
    casting_crowd{record, places, server.port(), connections}.join();
  }

  /// After a fault: what was acknowledged is in the box, a server starts, what
  /// was unknown becomes certain, and repeats get their answers.
  void check_and_recover() {
    CAF_CHECK_EQUAL(joined(faults_in_box(trial, record)), "");
    auto server = trial.serve();
    casting_crowd{record, places_with(record, {cast_fate::unknown}),
                  server->port(), 2}
      .join();
    CAF_CHECK_EQUAL(record.count(cast_fate::unknown), 0u);
    CAF_CHECK_EQUAL(joined(faults_in_repeats(*server, record)), "");
    CAF_CHECK_EQUAL(server->stop(), 0);
    CAF_CHECK_EQUAL(joined(faults_in_box(trial, record)), "");
  }

  /// Casts one after the other with a fault in the nth of a system call.
  /// @returns how the server ended.
  program_end cast_with_fault(const std::string& call, const std::string& fault,
                              int n) {
    auto server = trial.start(
      {},
      {"strace", "-D", "-f", "-qq", "-o", "/dev/null", "-e", "trace=" + call,
       "-e", "inject=" + call + ":" + fault + ":when=" + std::to_string(n)});
    if (server->wait_ready()) {
      cast(*server, 12, 2);
      server->terminate();
    }
    auto end = server->wait_end(soon);
    if (!end) {
      CAF_FAIL("does not end after fault " << n << " of " << call << ": "
                                           << server->log());
    }
    last_line = server->last_line();
    return *end;
  }

  std::string last_line;
};

/// The newest write-ahead log of the store, or its largest file of a kind.
std::filesystem::path largest(const trial_election& trial,
                              const std::string& extension) {
  std::filesystem::path found;
  for (const auto& entry :
       std::filesystem::directory_iterator{trial.data() / "store"}) {
    if (entry.path().extension() == extension
        && (found.empty()
            || entry.file_size() > std::filesystem::file_size(found))) {
      found = entry.path();
    }
  }
  CAF_REQUIRE(!found.empty());
  return found;
}

void flip_bit(const std::filesystem::path& file, std::size_t at) {
  std::fstream open{file, std::ios::in | std::ios::out | std::ios::binary};
  open.seekg(static_cast<std::streamoff>(at));
  auto byte = static_cast<char>(open.get() ^ 0x10);
  open.seekp(static_cast<std::streamoff>(at));
  open.put(byte);
}

} // namespace

CAF_TEST_FIXTURE_SCOPE(failing_disk_tests, fixture)

CAF_TEST(a full disk refuses casts and answers the rest until there is room) {
  small_disk disk;
  if (!disk.mounted()) {
    skipped("no right to mount a small disk");
    CAF_CHECK(!disk.mounted());
    return;
  }
  trial.move_data(disk.path() / "data");
  auto server = trial.serve();
  cast(*server, 20, 2);
  CAF_CHECK_EQUAL(record.count(cast_fate::accepted), 20u);
  disk.fill();
  auto refused = plan(20);
  casting_crowd{record, refused, server->port(), 2}.join();
  for (auto place : refused) {
    CAF_CHECK_EQUAL(record.casts()[place].status, 503u);
  }
  http_client client{server->port()};
  for (const auto* target : {"/api/v1/results/TRIAL-LAW", "/health"}) {
    auto answer = client.get(target);
    CAF_REQUIRE(answer);
    CAF_CHECK_EQUAL(answer->result_int(), 200u);
  }
  auto receipt = client.post("/api/v1/receipts",
                             R"({"tracking_code":")"
                               + record.casts()[0].tracking_code + "\"}");
  CAF_REQUIRE(receipt);
  CAF_CHECK(receipt->body().find("\"in_box\":true") != std::string::npos);
  disk.make_room();
  CAF_CHECK(eventually(
    [&] {
      record.send(refused[0], client);
      return record.casts()[refused[0]].fate == cast_fate::accepted;
    },
    soon));
  casting_crowd{record, places_with(record, {cast_fate::open}), server->port(),
                2}
    .join();
  CAF_CHECK_EQUAL(record.count(cast_fate::accepted), 40u);
  CAF_CHECK_EQUAL(server->stop(), 0);
  check_and_recover();
  trial.move_data(trial.folder() / "data");
}

CAF_TEST(a sync that fails once ends the process and loses nothing) {
  if (!can_trace()) {
    skipped("no strace, or no right to trace");
    CAF_CHECK(true);
    return;
  }
  std::size_t faults = 0;
  for (int n = 2; n <= 7; ++n) {
    auto end = cast_with_fault("fdatasync", "error=EIO", n);
    if (end.code == 0) {
      continue;
    }
    ++faults;
    std::cout << "sync " << n << ": code " << end.code << ", signal "
              << end.signal << ": " << last_line << std::endl;
    if (end.signal == 0) {
      CAF_CHECK_EQUAL(end.code, storage_exit_code);
      CAF_CHECK(last_line.find("fdatasync") != std::string::npos);
    }
    check_and_recover();
  }
  CAF_CHECK(faults >= 3);
}

CAF_TEST(a kill at any system call of the way to disk loses nothing) {
  if (!can_trace()) {
    skipped("no strace, or no right to trace");
    CAF_CHECK(true);
    return;
  }
  std::size_t kills = 0;
  for (const auto* call : {"write", "fdatasync"}) {
    for (int n = 1; n <= 24; ++n) {
      auto end = cast_with_fault(call, "signal=SIGKILL", n);
      kills += end.signal != 0 ? 1 : 0;
      CAF_CHECK_EQUAL(joined(faults_in_box(trial, record)), "");
    }
  }
  std::cout << kills << " kills" << std::endl;
  CAF_CHECK(kills >= 10);
  check_and_recover();
}

CAF_TEST(a flipped bit in the middle is found and its place is named) {
  auto seed = std::random_device{}();
  std::mt19937 random{seed};
  std::cout << "seed " << seed << std::endl;
  auto server = trial.serve();
  cast(*server, 200, 4);
  server->kill();
  auto log = largest(trial, ".log");
  auto size = std::filesystem::file_size(log);
  CAF_REQUIRE(size > 1'000);
  for (int i = 0; i < 8; ++i) {
    auto at = std::uniform_int_distribution<std::size_t>{0, size / 2}(random);
    flip_bit(log, at);
    auto refusing = trial.start();
    auto end = refusing->wait_end(soon);
    CAF_REQUIRE(end);
    CAF_CHECK_EQUAL(end->code, storage_exit_code);
    auto named = refusing->log().find(log.filename().string());
    CAF_CHECK(named != std::string::npos);
    flip_bit(log, at);
  }
  check_and_recover();
}

CAF_TEST(a write that was cut short is dropped and the server starts) {
  auto server = trial.serve();
  cast(*server, 50, 4);
  server->kill();
  // A record's header that speaks of 256 bytes, and 20 of them.
  std::ofstream{largest(trial, ".log"), std::ios::app | std::ios::binary}
    << std::string{"\x11\x22\x33\x44\x00\x01\x01", 7} << std::string(20, 'x');
  check_and_recover();
}

CAF_TEST_FIXTURE_SCOPE_END()
