// What is written for readers of the predecessor's relations, and by whom, in
// virtual time.

#define CAF_SUITE relation_writer
#include "caf/test/unit_test.hpp"

#include <caf/actor_system.hpp>
#include <caf/event_based_actor.hpp>
#include <caf/scheduler/test_coordinator.hpp>
#include <caf/send.hpp>

#include "actors/relation_writer.hpp"
#include "tests/fixtures/elections.hpp"
#include "tests/fixtures/testing_config.hpp"

using namespace scrutin;
using namespace scrutin::fixtures;
using namespace std::chrono_literals;

namespace {

/// What was written, in one line.
struct noting_store : relation_store {
  std::string text;
  bool leading = true;
  bool away = false;

  result<void> note(const std::string& x) {
    if (away) {
      return error{ec::storage_away, "away"};
    }
    text += x + ";";
    return {};
  }
  result<bool> leads() override {
    return away ? result<bool>{error{ec::storage_away, "away"}} : leading;
  }
  result<void> write(const election& x, relation_status status) override {
    return note(x.code + " " + std::to_string(static_cast<int>(status)));
  }
  result<void> write(election_id, region_id region, const contest_count& x,
                     std::uint32_t day) override {
    return note(std::to_string(region.value) + ": " + std::to_string(x.ballots)
                + " on " + std::to_string(day));
  }
  result<void> note_queue(const std::string& name, std::uint64_t messages,
                          std::uint64_t consumers, double per_s) override {
    return note(name + " " + std::to_string(messages) + " "
                + std::to_string(consumers) + " "
                + std::to_string(static_cast<int>(per_s)));
  }
};

struct fixture {
  testing_config chosen;
  caf::actor_system system{chosen};
  caf::scheduler::test_coordinator& scheduler =
    dynamic_cast<caf::scheduler::test_coordinator&>(system.scheduler());
  std::shared_ptr<noting_store> store = std::make_shared<noting_store>();
  std::vector<std::uint64_t> acknowledged;
  relation_writer_actor tested;
  caf::actor source;

  fixture() {
    served_election served;
    served.definition = referendum();
    relation_writer_options options;
    options.elections = std::make_shared<const election_directory>(
      std::vector<served_election>{served});
    options.now = [] { return 20'000 * std::int64_t{86'400'000}; };
    options.queue = [] { return queue_figures{7, 2}; };
    tested = system.spawn<relation_writer>(options, store);
    source = system.spawn([this](caf::event_based_actor*) -> caf::behavior {
      return {
        [this](const results_ack& x) { acknowledged.push_back(x.number); }};
    });
    scheduler.run();
  }
  ~fixture() {
    caf::anon_send_exit(tested, caf::exit_reason::kill);
    caf::anon_send_exit(source, caf::exit_reason::kill);
    tested = nullptr;
    source = nullptr;
    scheduler.run();
  }

  void release(std::uint64_t ballots, bool released = true) {
    contest_report report;
    report.contest = {{1}, {1}};
    report.votes_released = released;
    report.count.ballots = ballots;
    caf::send_as(source, tested, results_update{ballots, {report}});
    scheduler.run();
  }
  void announce(election_state state) {
    caf::send_as(source, tested, election_statuses{{{{1}, state}}});
    scheduler.run();
  }
  /// What is written within some time.
  std::string written(std::chrono::milliseconds within = 1s) {
    store->text.clear();
    for (; within.count() > 0; within -= 100ms) {
      scheduler.advance_time(100ms);
      scheduler.run();
    }
    return store->text;
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(relation_writer_tests, fixture)

CAF_TEST(an election comes before its totals and only what changed is written) {
  release(25);
  CAF_CHECK_EQUAL(acknowledged.size(), 1u);
  announce(election_state::open);
  CAF_CHECK_EQUAL(written(), "loi-12 1;1: 25 on 20000;");
  CAF_CHECK_EQUAL(written(), "");
  release(50);
  release(75);
  CAF_CHECK_EQUAL(written(), "1: 75 on 20000;");
  announce(election_state::closing);
  CAF_CHECK_EQUAL(written(), "");
  announce(election_state::closed);
  CAF_CHECK_EQUAL(written(), "loi-12 2;");
  announce(election_state::certified);
  CAF_CHECK_EQUAL(written(), "");
  announce(election_state::annulled);
  CAF_CHECK_EQUAL(written(), "loi-12 3;");
}

CAF_TEST(what the results policy holds back is not written) {
  announce(election_state::open);
  release(40, false);
  CAF_CHECK_EQUAL(written(), "loi-12 1;");
  CAF_CHECK_EQUAL(acknowledged.size(), 1u);
}

CAF_TEST(what nobody takes stays due) {
  store->away = true;
  announce(election_state::open);
  release(25);
  CAF_CHECK_EQUAL(written(3s), "");
  release(50);
  store->away = false;
  CAF_CHECK_EQUAL(written(), "loi-12 1;1: 50 on 20000;");
}

CAF_TEST(who does not lead writes nothing and who begins to writes all) {
  store->leading = false;
  announce(election_state::open);
  release(25);
  CAF_CHECK_EQUAL(written(3s), "");
  store->leading = true;
  CAF_CHECK_EQUAL(written(), "loi-12 1;1: 25 on 20000;");
  store->leading = false;
  CAF_CHECK_EQUAL(written(), "");
  store->leading = true;
  CAF_CHECK_EQUAL(written(), "loi-12 1;1: 25 on 20000;");
}

CAF_TEST(the queue is noted with ballots at the pace that they are released) {
  announce(election_state::open);
  release(1'000);
  auto text = written(10s);
  CAF_CHECK(text.find("scrutin.ingestion 7 2 100;") != std::string::npos);
  CAF_CHECK_EQUAL(written(10s), "scrutin.ingestion 7 2 0;");
}

CAF_TEST_FIXTURE_SCOPE_END()
