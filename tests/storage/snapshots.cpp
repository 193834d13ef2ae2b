// Goal: what one node keeps of a partition another one finds, the newest of it.
// Method: the same questions to the store in memory and to a real Redis server.
#define CAF_SUITE snapshots
#include "caf/test/unit_test.hpp"

#include <chrono>
#include <csignal>
#include <filesystem>
#include <functional>

#include "storage/memory/memory_snapshots.hpp"
#include "storage/redis/redis_snapshots.hpp"
#include "tests/fixtures/eventually.hpp"
#include "tests/fixtures/redis_server.hpp"
#include "tests/fixtures/temporary_folder.hpp"
#include "tests/storage/sample_frames.hpp"

using namespace scrutin;
using namespace scrutin::fixtures;

namespace {

const partition_id here{{7}, {1}, 0};
const partition_id there{{7}, {1}, 1};

sealed_snapshot sample(partition_id partition, sequence_number sequence,
                       std::size_t bytes = 1'000) {
  return {partition,
          {sequence, 2, frame_kind::ballots, std::string(16, 't')},
          noise(sealer::nonce_size, sequence),
          noise(bytes, sequence)};
}

struct fixture {
  redis_server server;

  fixture() { std::signal(SIGPIPE, SIG_IGN); }

  redis_snapshots connect() const {
    redis_options options;
    options.address = server.address();
    options.password = server.password();
    options.patience = std::chrono::seconds{10};
    options.steady = [] { return std::int64_t{1}; };
    return redis_snapshots{options};
  }

  void on_both(
    const std::function<void(snapshot_store&, snapshot_store&)>& body) const {
    auto shared = std::make_shared<memory_snapshots::contents>();
    memory_snapshots one{shared};
    memory_snapshots two{shared};
    CAF_MESSAGE("in memory");
    body(one, two);
    CAF_REQUIRE(server.running());
    auto first = connect();
    auto second = connect();
    CAF_MESSAGE("in Redis");
    body(first, second);
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(snapshots_tests, fixture)

CAF_TEST(the newest of each partition is found by everybody) {
  on_both([](snapshot_store& one, snapshot_store& other) {
    auto none = other.find(here);
    CAF_REQUIRE(none);
    CAF_CHECK(!*none);
    CAF_REQUIRE(one.put(sample(here, 3)));
    CAF_REQUIRE(one.put(sample(there, 4)));
    CAF_REQUIRE(other.put(sample(here, 9, 0)));
    for (const auto& wanted : {sample(here, 9, 0), sample(there, 4)}) {
      auto found = one.find(wanted.partition);
      CAF_REQUIRE(found && *found);
      CAF_CHECK(encode(**found) == encode(wanted));
    }
  });
}

CAF_TEST(one of many megabytes comes back whole) {
  on_both([](snapshot_store& one, snapshot_store& other) {
    auto large = sample(here, 5, std::size_t{24} << 20);
    CAF_REQUIRE(one.put(large));
    auto found = other.find(here);
    CAF_REQUIRE(found && *found);
    CAF_CHECK((*found)->sealed == large.sealed);
  });
}

CAF_TEST(a server that sends byte after byte is not waited for) {
  temporary_folder folder;
  // Answers with the beginning of a long string, a byte every 20 ms.
  child_process slow{{"python3", "-c",
                      "import socket, sys, time\n"
                      "s = socket.socket(socket.AF_UNIX)\n"
                      "s.bind(sys.argv[1])\n"
                      "s.listen()\n"
                      "c = s.accept()[0]\n"
                      "c.sendall(b'$1000000\\r\\n')\n"
                      "while True:\n"
                      "    c.sendall(b'x')\n"
                      "    time.sleep(0.02)\n",
                      (folder / "socket").string()},
                     folder / "out",
                     folder / "err"};
  redis_options options;
  options.address = folder / "socket";
  options.patience = std::chrono::milliseconds{200};
  options.steady = [] {
    return std::chrono::steady_clock::now().time_since_epoch().count();
  };
  CAF_REQUIRE(
    eventually([&] { return std::filesystem::exists(folder / "socket"); },
               std::chrono::seconds{30}));
  redis_snapshots store{options};
  auto nothing = store.find(here);
  CAF_REQUIRE(!nothing);
  CAF_CHECK_EQUAL(nothing.failure().code, ec::unavailable);
}

CAF_TEST(what is no snapshot is damage and a server that is away says so) {
  CAF_REQUIRE(server.running());
  auto store = connect();
  CAF_REQUIRE(store.put(sample(here, 3)));
  const std::string key = "scrutin:snapshot:7:1:0";
  CAF_CHECK(server.ask({"TTL", key}).out > "600000");
  CAF_REQUIRE_EQUAL(server.ask({"SET", key, "something else"}).out, "OK\n");
  auto broken = store.find(here);
  CAF_REQUIRE(!broken);
  CAF_CHECK_EQUAL(broken.failure().code, ec::damaged);
  server.kill();
  auto away = store.find(here);
  CAF_REQUIRE(!away);
  CAF_CHECK_EQUAL(away.failure().code, ec::unavailable);
  CAF_CHECK(!store.put(sample(here, 4)));
}

CAF_TEST_FIXTURE_SCOPE_END()
