// Goal: whatever happens to a server or a connection, an outcome is known or
// said to be unknown; it is never guessed.
// Method: a real server, killed, stopped and started, behind a relay that
// loses a COMMIT or its reply.
#define CAF_SUITE faults
#include "caf/test/unit_test.hpp"

#include <csignal>
#include <future>
#include <iostream>

#include "storage/postgresql/open.hpp"
#include "tests/fixtures/commit_proxy.hpp"
#include "tests/fixtures/eventually.hpp"
#include "tests/postgresql/shared_server.hpp"
#include "tests/storage/sample_frames.hpp"

using namespace scrutin;
using namespace scrutin::fixtures;
using namespace std::chrono_literals;

namespace {

constexpr partition_id here{{7}, {1}, 0};
constexpr partition_id there{{7}, {1}, 1};

ec code_of(const result<void>& outcome) {
  return outcome ? ec{} : outcome.failure().code;
}

credential_tag numbered_tag(std::uint64_t number) {
  return credential_tag::from(noise(16, number));
}

/// A ballots frame that spends the tags of those numbers.
spending_frame spending(partition_id partition, epoch_number epoch,
                        sequence_number sequence,
                        const std::vector<std::uint64_t>& numbers) {
  spending_frame x{sample_frame(partition, epoch, sequence)};
  for (auto number : numbers) {
    x.spent.push_back(numbered_tag(number));
  }
  return x;
}

struct fixture {
  postgresql_server& server = shared_server();
  std::string database = server.make_database();
  commit_proxy proxy{server.port()};

  postgresql_options through_proxy() const {
    auto x = server.options(database);
    x.connection = server.connection(database, proxy.port());
    return x;
  }

  static std::unique_ptr<ballot_box_store>
  open_box(const postgresql_options& options) {
    auto opened = open_postgresql(options);
    if (!opened) {
      CAF_FAIL(opened.failure().detail);
    }
    return std::move(opened->ballot_box);
  }
  std::unique_ptr<ballot_box_store> open_box() const {
    return open_box(server.options(database));
  }

  /// Acquires and opens a partition: its log then has one frame.
  static epoch_number opened(ballot_box_store& box, partition_id partition) {
    auto log = acquire(box, partition);
    CAF_REQUIRE(log);
    CAF_REQUIRE(append_one(
      box, sample_frame(partition, log->epoch, 1, frame_kind::open)));
    return log->epoch;
  }

  std::size_t frames(partition_id partition = here) const {
    return frames_of(*open_box(), partition)->size();
  }
  std::int64_t count(const std::string& what) const {
    return server.run(database, "SELECT count(*) FROM " + what).number(0, 0);
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(fault_tests, fixture)

// -- a COMMIT cut short -------------------------------------------------------

CAF_TEST(a commit whose reply is lost is found to be one) {
  auto box = open_box(through_proxy());
  auto epoch = opened(*box, here);
  auto commits = proxy.commits();
  proxy.next_commit = commit_fate::reply_lost;
  CAF_CHECK_EQUAL(code_of(box->append({spending(here, epoch, 2, {1, 2})})[0]),
                  ec{});
  CAF_CHECK_EQUAL(proxy.commits(), commits + 2);
  CAF_CHECK_EQUAL(frames(), 2u);
  CAF_CHECK_EQUAL(count("scrutin.spent"), 2);
  CAF_CHECK(box->append({spending(here, epoch, 3, {3})})[0]);
}

CAF_TEST(a commit that never arrives is waited for and found to be none) {
  auto options = through_proxy();
  options.idle_in_transaction_timeout_ms = 500;
  options.lock_timeout_ms = 100;
  auto box = open_box(options);
  auto epoch = opened(*box, here);
  proxy.next_commit = commit_fate::request_lost;
  CAF_CHECK_EQUAL(code_of(box->append({spending(here, epoch, 2, {1})})[0]),
                  ec::fenced);
  CAF_CHECK_EQUAL(frames(), 1u);
  CAF_CHECK_EQUAL(count("scrutin.spent"), 0);
  auto again = acquire(*box, here);
  CAF_REQUIRE(again);
  CAF_CHECK(box->append({spending(here, again->epoch, 2, {1})})[0]);
}

CAF_TEST(a frame of other bytes in its place is not taken for it) {
  auto options = through_proxy();
  options.idle_in_transaction_timeout_ms = 500;
  options.lock_timeout_ms = 50;
  auto box = open_box(options);
  auto epoch = opened(*box, here);
  auto commits = proxy.commits();
  proxy.next_commit = commit_fate::request_lost;
  auto outcome = std::async(std::launch::async, [&] {
    return box->append({spending(here, epoch, 2, {1})})[0];
  });
  CAF_REQUIRE(eventually([&] { return proxy.commits() > commits; }, 10s));
  // Waits for the same row, and longer than the one that looks.
  auto other = open_box();
  spending_frame different{
    sample_frame(here, epoch, 2, frame_kind::ballots, 50)};
  CAF_CHECK(other->append({different})[0]);
  CAF_CHECK_EQUAL(code_of(outcome.get()), ec::fenced);
}

CAF_TEST(of several frames in a lost commit each is found) {
  auto box = open_box(through_proxy());
  auto epoch = opened(*box, here);
  auto other = opened(*box, there);
  proxy.next_commit = commit_fate::reply_lost;
  auto outcomes = box->append({spending(here, epoch, 2, {1}),
                               spending(there, other + 1, 2, {2}),
                               spending(there, other, 2, {3})});
  CAF_CHECK_EQUAL(code_of(outcomes[0]), ec{});
  CAF_CHECK_EQUAL(code_of(outcomes[1]), ec::fenced);
  CAF_CHECK_EQUAL(code_of(outcomes[2]), ec{});
  CAF_CHECK_EQUAL(count("scrutin.spent"), 2);
}

CAF_TEST(an outcome that nobody can look up is said to be unknown) {
  auto options = through_proxy();
  options.patience_ms = 0;
  options.resolve_ms_max = 200;
  auto box = open_box(options);
  auto epoch = opened(*box, here);
  proxy.refuses = true;
  proxy.next_commit = commit_fate::reply_lost;
  CAF_CHECK_EQUAL(code_of(box->append({spending(here, epoch, 2, {1})})[0]),
                  ec::timed_out);
  proxy.refuses = false;
  result<acquired_log> log{error{}};
  CAF_CHECK(eventually([&] { return bool{log = acquire(*box, here)}; }, 10s));
  CAF_CHECK(log->last_sequence == 2u);
}

CAF_TEST(a connection that falls silent in a commit is left and looked after) {
  auto options = through_proxy();
  options.answer_ms_max = 300;
  options.idle_in_transaction_timeout_ms = 1'000;
  options.lock_timeout_ms = 100;
  auto box = open_box(options);
  auto epoch = opened(*box, here);
  proxy.next_commit = commit_fate::silence;
  CAF_CHECK_EQUAL(code_of(box->append({spending(here, epoch, 2, {1})})[0]),
                  ec::fenced);
  CAF_CHECK_EQUAL(frames(), 1u);
}

CAF_TEST(a server process that stops is left for another) {
  auto options = server.options(database);
  options.answer_ms_max = 300;
  auto box = open_box(options);
  auto epoch = opened(*box, here);
  auto found = server.run(database, "SELECT pid FROM pg_stat_activity WHERE "
                                    "application_name LIKE '% box' AND "
                                    "datname = current_database()");
  CAF_REQUIRE_EQUAL(found.size(), 1u);
  auto pid = static_cast<pid_t>(found.number(0, 0));
  CAF_REQUIRE_EQUAL(::kill(pid, SIGSTOP), 0);
  CAF_CHECK_EQUAL(code_of(box->append({spending(here, epoch, 2, {1})})[0]),
                  ec{});
  ::kill(pid, SIGCONT);
  CAF_CHECK_EQUAL(frames(), 2u);
}

CAF_TEST(a server killed in its commit leaves nothing unknown) {
  auto options = through_proxy();
  options.resolve_ms_max = 60'000;
  auto box = open_box(options);
  auto log = acquire(*box, here);
  CAF_REQUIRE(
    append_one(*box, sample_frame(here, log->epoch, 1, frame_kind::open)));
  std::size_t written = 0;
  constexpr std::uint64_t kills = 10;
  for (std::uint64_t i = 0; i < kills; ++i) {
    log = acquire(*box, here);
    CAF_REQUIRE(log);
    auto next = spending(here, log->epoch, log->last_sequence + 1, {i});
    auto commits = proxy.commits();
    proxy.next_commit =
      i % 2 == 0 ? commit_fate::passes : commit_fate::request_lost;
    auto outcome =
      std::async(std::launch::async, [&] { return box->append({next})[0]; });
    CAF_REQUIRE(eventually([&] { return proxy.commits() > commits; }, 10s));
    server.kill();
    server.start();
    auto code = code_of(outcome.get());
    auto there_now = frames() == log->last_sequence + 1;
    CAF_CHECK(code == ec{} || code == ec::fenced);
    CAF_CHECK_EQUAL(there_now, code == ec{});
    written += there_now ? 1 : 0;
  }
  CAF_CHECK_EQUAL(count("scrutin.spent"), static_cast<std::int64_t>(written));
  std::cout << written << " of " << kills << " commits were whole" << std::endl;
}

CAF_TEST(a commit that did not wait for its standby is not taken for one) {
  auto box = open_box();
  auto epoch = opened(*box, here);
  auto standby = [&](const std::string& name) {
    server.run("postgres", "ALTER SYSTEM SET "
                           "synchronous_standby_names = '"
                             + name + "'");
    server.run("postgres", "SELECT pg_reload_conf()");
  };
  // Who waits for the standby in a database, and since when.
  auto waiting = [&](const std::string& in) {
    return server.run("postgres", "SELECT pid, query_start::text FROM "
                                  "pg_stat_activity WHERE wait_event = "
                                  "'SyncRep' AND datname = '"
                                    + in + "'");
  };
  auto elsewhere = server.make_database();
  standby("absent");
  // The server takes a setting when it gets to it: from then on, this waits.
  std::atomic<bool> in_force{false};
  auto probe = std::async(std::launch::async, [&] {
    while (!in_force) {
      server.run(elsewhere, "CREATE TABLE probe (); DROP TABLE probe");
    }
  });
  in_force = eventually([&] { return !waiting(elsewhere).empty(); }, 10s);
  CAF_CHECK(in_force);
  auto outcome = std::async(std::launch::async, [&] {
    return box->append({spending(here, epoch, 2, {1})})[0];
  });
  pg_rows first;
  CAF_CHECK(
    eventually([&] { return !(first = waiting(database)).empty(); }, 10s));
  server.run("postgres", "SELECT pg_cancel_backend("
                           + std::to_string(first.number(0, 0)) + ")");
  // Its frame is visible, and still nobody is told so: looking for it waits
  // for the standby, too.
  auto looks = eventually(
    [&] {
      auto now = waiting(database);
      return !now.empty() && now.text(0, 1) != first.text(0, 1);
    },
    10s);
  CAF_CHECK(looks);
  CAF_CHECK_EQUAL(count("scrutin.spent"), 1);
  CAF_CHECK(outcome.wait_for(0s) == std::future_status::timeout);
  standby("");
  CAF_CHECK_EQUAL(code_of(outcome.get()), ec{});
}

// -- a server that is away ----------------------------------------------------

CAF_TEST(a server that is away is said to be and is back by itself) {
  auto options = server.options(database);
  options.patience_ms = 0;
  auto box = open_box(options);
  auto epoch = opened(*box, here);
  server.stop();
  for (int i = 0; i < 3; ++i) {
    CAF_CHECK_EQUAL(code_of(box->append({spending(here, epoch, 2, {1})})[0]),
                    ec::storage_away);
    auto acquired = acquire(*box, here);
    CAF_CHECK(!acquired && acquired.failure().code == ec::storage_away);
  }
  server.start();
  auto back = [&] {
    return bool{box->append({spending(here, epoch, 2, {1})})[0]};
  };
  CAF_CHECK(eventually(back, 10s));
  CAF_CHECK_EQUAL(frames(), 2u);
}

CAF_TEST(a server that ends its connections is away and nothing worse) {
  auto options = server.options(database);
  options.patience_ms = 100;
  auto box = open_box(options);
  auto epoch = opened(*box, here);
  for (std::uint64_t i = 0; i < 8; ++i) {
    auto next = spending(here, epoch, i + 2, {i});
    server.end_at_once();
    CAF_CHECK_EQUAL(code_of(box->append({next})[0]), ec::storage_away);
    auto confirmed = box->confirm({{here, epoch}}).front();
    CAF_CHECK_EQUAL(code_of(confirmed), ec::storage_away);
    server.start();
    CAF_CHECK(eventually([&] { return bool{box->append({next})[0]}; }, 20s));
  }
}

CAF_TEST(a restart between two frames is only a slow answer) {
  auto box = open_box();
  auto epoch = opened(*box, here);
  for (sequence_number sequence = 2; sequence < 5; ++sequence) {
    server.kill();
    server.start();
    CAF_CHECK(box->append({spending(here, epoch, sequence, {sequence})})[0]);
  }
  CAF_CHECK_EQUAL(frames(), 4u);
}

// -- two writers --------------------------------------------------------------

CAF_TEST(two writers who take a partition from each other lose nothing) {
  constexpr std::uint64_t rounds = 60;
  auto first = open_box();
  opened(*first, here);
  auto write = [this](std::uint64_t writer) {
    auto box = open_box();
    std::vector<std::string> written;
    for (std::uint64_t i = 0; i < rounds; ++i) {
      auto log = acquire(*box, here);
      if (!log) {
        continue;
      }
      for (std::uint64_t k = 1; k <= 3; ++k) {
        auto next = spending(here, log->epoch, log->last_sequence + k,
                             {writer << 32 | i << 8 | k});
        if (!box->append({next})[0]) {
          break;
        }
        written.push_back(encode(next.frame));
      }
    }
    return written;
  };
  auto one = std::async(std::launch::async, write, 1);
  auto two = std::async(std::launch::async, write, 2);
  auto all = one.get();
  auto others = two.get();
  std::cout << all.size() << " and " << others.size() << " frames" << std::endl;
  all.insert(all.end(), others.begin(), others.end());
  std::vector<std::string> stored;
  auto log = frames_of(*first, here);
  CAF_REQUIRE(log);
  for (std::size_t i = 1; i < log->size(); ++i) {
    stored.push_back(encode((*log)[i]));
  }
  std::sort(all.begin(), all.end());
  std::sort(stored.begin(), stored.end());
  CAF_CHECK(all == stored);
  CAF_CHECK_EQUAL(count("scrutin.spent"),
                  static_cast<std::int64_t>(stored.size()));
}

CAF_TEST(a tag that is spent already stops its own frame and no other) {
  auto box = open_box();
  auto epoch = opened(*box, here);
  auto other = opened(*box, there);
  CAF_REQUIRE(box->append({spending(here, epoch, 2, {1, 2})})[0]);
  auto outcomes = box->append({spending(here, epoch, 3, {3, 2}),
                               spending(there, other, 2, {2}),
                               spending(here, epoch, 4, {4})});
  CAF_CHECK_EQUAL(code_of(outcomes[0]), ec::spent_twice);
  CAF_CHECK_EQUAL(code_of(outcomes[1]), ec{});
  CAF_CHECK_EQUAL(code_of(outcomes[2]), ec::fenced);
  CAF_CHECK_EQUAL(outcomes[0].failure().detail.find("\\x"), std::string::npos);
  CAF_CHECK_EQUAL(frames(here), 2u);
  CAF_CHECK_EQUAL(frames(there), 2u);
  CAF_CHECK_EQUAL(code_of(box->append({spending(there, other, 3, {5, 5})})[0]),
                  ec::spent_twice);
  CAF_CHECK_EQUAL(count("scrutin.spent"), 3);
}

// -- what is in the rows ------------------------------------------------------

CAF_TEST(no row of the box says when anything happened) {
  auto box = open_box();
  auto columns =
    server.run(database, "SELECT count(*) FROM information_schema.columns WHERE"
                         " table_schema = 'scrutin' AND table_name IN"
                         " ('partition', 'frame', 'spent', 'roll', 'review')"
                         " AND (data_type LIKE 'time%' OR data_type = 'date')");
  CAF_CHECK(columns.number(0, 0) == 0);
}

CAF_TEST(a server that would lose ballots or keep their times is refused) {
  for (const auto* setting : {"fsync=off", "track_commit_timestamp=on"}) {
    postgresql_server careless{{setting}};
    auto opened = open_postgresql(careless.options(careless.make_database()));
    CAF_REQUIRE(!opened);
    CAF_CHECK_EQUAL(opened.failure().code, ec::bad_configuration);
    CAF_CHECK(opened.failure().detail.find("postgresql.conf")
              != std::string::npos);
  }
}

CAF_TEST(a changed roll fences whoever read it and is sealed by opening) {
  auto s = open_postgresql(server.options(database));
  CAF_REQUIRE(s);
  auto log = acquire(*s->ballot_box, here);
  CAF_REQUIRE(s->roll->add(here.election, here.region, {numbered_tag(1)}));
  auto open = sample_frame(here, log->epoch, 1, frame_kind::open);
  CAF_CHECK_EQUAL(code_of(append_one(*s->ballot_box, open)), ec::fenced);
  opened(*s->ballot_box, here);
  auto late = s->roll->add(here.election, here.region, {numbered_tag(2)});
  CAF_CHECK(!late && late.failure().code == ec::wrong_state);
  CAF_CHECK_EQUAL(code_of(s->roll->clear(here.election)), ec::wrong_state);
  CAF_CHECK(*s->roll->count(here.election, here.region) == 1u);
}

CAF_TEST_FIXTURE_SCOPE_END()
