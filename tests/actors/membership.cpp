// Heartbeats and what they are worth, in virtual time.

#define CAF_SUITE membership
#include "caf/test/unit_test.hpp"

#include <caf/actor_system.hpp>
#include <caf/event_based_actor.hpp>
#include <caf/scheduler/test_coordinator.hpp>
#include <caf/send.hpp>

#include "actors/membership.hpp"
#include "protocol/errors.hpp"
#include "storage/memory/open.hpp"
#include "tests/fixtures/faulty_cluster.hpp"
#include "tests/fixtures/testing_config.hpp"

using namespace scrutin;
using namespace scrutin::fixtures;
using namespace std::chrono_literals;

namespace {

struct fixture {
  testing_config chosen;
  caf::actor_system system{chosen};
  caf::scheduler::test_coordinator& scheduler =
    dynamic_cast<caf::scheduler::test_coordinator&>(system.scheduler());
  std::shared_ptr<memory_contents> contents = make_memory_contents();
  std::shared_ptr<bool> away = std::make_shared<bool>(false);
  std::int64_t authority_ms = 1'000'000;
  std::vector<cluster_news> heard;
  caf::error ended;
  membership_actor tested;
  caf::actor listener;

  fixture() {
    scheduler.clock().current_time += 1h;
    membership_options options;
    options.self = self_as(1);
    tested = system.spawn<membership>(
      options, std::make_shared<faulty_cluster>(open_cluster(), away));
    listener =
      system.spawn([this](caf::event_based_actor* self) -> caf::behavior {
        self->monitor(tested);
        self->set_down_handler(
          [this](const caf::down_msg& x) { ended = x.reason; });
        return {[this](const cluster_news& x) { heard.push_back(x); }};
      });
    caf::send_as(listener, tested, subscribe_cluster{});
    scheduler.run();
  }

  ~fixture() {
    caf::anon_send_exit(tested, caf::exit_reason::user_shutdown);
    caf::anon_send_exit(listener, caf::exit_reason::user_shutdown);
    tested = nullptr;
    listener = nullptr;
    scheduler.run();
    scheduler.clock().cancel_all();
  }

  static member self_as(unsigned char incarnation) {
    member x;
    x.name = "a";
    x.incarnation.data.fill(incarnation);
    return x;
  }

  std::unique_ptr<cluster_store> open_cluster() {
    return open_memory_cluster(contents, [this] { return authority_ms; });
  }

  void advance(std::chrono::milliseconds by) {
    for (; by > 0ms; by -= 100ms) {
      authority_ms += 100;
      scheduler.advance_time(100ms);
      scheduler.run();
    }
  }

  std::int64_t lease_left_ms() {
    auto now = std::chrono::duration_cast<std::chrono::nanoseconds>(
      scheduler.clock().now().time_since_epoch());
    return (heard.back().lease_until_ns - now.count()) / 1'000'000;
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(membership_tests, fixture)

CAF_TEST(a heartbeat a second tells who is there and gives a lease) {
  CAF_REQUIRE_EQUAL(heard.size(), 1u);
  CAF_CHECK_EQUAL(lease_left_ms(), 3000);
  CAF_REQUIRE_EQUAL(heard.back().view.members.size(), 1u);
  CAF_CHECK_EQUAL(heard.back().view.members[0].renewals, 1u);
  advance(5s);
  CAF_CHECK_EQUAL(heard.size(), 6u);
  CAF_CHECK_EQUAL(heard.back().view.members[0].renewals, 6u);
  CAF_CHECK_EQUAL(lease_left_ms(), 3000);
}

CAF_TEST(while the authority is away nothing is told and the lease runs out) {
  *away = true;
  advance(4s);
  CAF_CHECK_EQUAL(heard.size(), 1u);
  CAF_CHECK(lease_left_ms() < 0);
  *away = false;
  advance(1s);
  CAF_CHECK_EQUAL(heard.size(), 2u);
  CAF_CHECK_EQUAL(lease_left_ms(), 3000);
}

CAF_TEST(a node that was started again elsewhere ends for good) {
  auto other = open_cluster();
  CAF_REQUIRE(other->renew(self_as(2)));
  advance(1s);
  auto why = from_caf(ended);
  CAF_REQUIRE(why.has_value());
  CAF_CHECK(why->code == ec::fenced);
}

CAF_TEST(a partition is released on the authority) {
  auto box = open_memory(contents, "a");
  auto ignore = [](sealed_frame&&) { return result<void>{}; };
  CAF_REQUIRE(box.ballot_box->acquire({{1}, {1}, 0}, ignore));
  advance(1s);
  CAF_CHECK_EQUAL(heard.back().view.partitions[0].owner, "a");
  caf::anon_send(tested, release_partition{{{1}, {1}, 0}, 1});
  advance(1s);
  CAF_CHECK_EQUAL(heard.back().view.partitions[0].owner, "");
}

CAF_TEST_FIXTURE_SCOPE_END()
