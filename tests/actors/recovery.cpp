// Crashes of actors and of the whole node, in virtual time.

#define CAF_SUITE recovery
#include "caf/test/unit_test.hpp"

#include <caf/actor_cast.hpp>

#include "tests/fixtures/elections.hpp"
#include "tests/fixtures/voting_node.hpp"

using namespace scrutin;
using namespace scrutin::fixtures;
using namespace std::chrono_literals;

namespace {

const selection oui = single_choice{{1}};

election law(std::int64_t closes_in_ms) {
  auto x = referendum();
  x.opens_at_ms = simulation_begins_ms;
  x.closes_at_ms = simulation_begins_ms + closes_in_ms;
  x.grace_s = 1;
  return x;
}

struct fixture {
  voting_node node{{law(600'000)}, 40};
  partition_id first{{1}, {1}, 0};

  fixture() { open_elections(node); }

  void kill_validator() {
    node.kill(caf::actor_cast<caf::strong_actor_ptr>(node.validator(first)));
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(recovery_tests, fixture)

CAF_TEST(a validator killed in the middle comes back from the ballot box) {
  auto before = node.cast_ballot(0, oui);
  node.settle();
  auto during = node.cast_ballot(1, oui);
  kill_validator();
  node.settle();
  node.advance(2s);
  CAF_CHECK(node.verdict_of(during) == verdict::accepted);
  auto after = node.cast_ballot(2, oui);
  auto again = node.repeat(before);
  node.settle();
  CAF_CHECK(node.verdict_of(after) == verdict::accepted);
  CAF_CHECK(node.answer(again) == verdict::accepted);
  CAF_CHECK_EQUAL(node.audit().ballots({1}), 3u);
  CAF_CHECK(node.audit().violations().empty());
}

CAF_TEST(casts that wait for a validator that is away are answered when it is back) {
  kill_validator();
  node.settle();
  auto x = node.cast_ballot(0, oui);
  node.settle();
  CAF_CHECK(!node.verdict_of(x));
  node.advance(1s);
  CAF_CHECK(node.verdict_of(x) == verdict::accepted);
}

CAF_TEST(every actor but the ballot box may be killed without losing a ballot) {
  auto x = node.cast_ballot(0, oui);
  node.settle();
  auto handles = node.handles();
  node.kill(caf::actor_cast<caf::strong_actor_ptr>(handles.directory));
  node.kill(caf::actor_cast<caf::strong_actor_ptr>(handles.results));
  node.kill(caf::actor_cast<caf::strong_actor_ptr>(handles.catalog));
  node.kill(caf::actor_cast<caf::strong_actor_ptr>(handles.review));
  node.kill(caf::actor_cast<caf::strong_actor_ptr>(handles.ingestion.front()));
  node.settle();
  node.advance(3s);
  auto y = node.cast_ballot(1, oui);
  auto again = node.repeat(x);
  node.settle();
  CAF_CHECK(node.verdict_of(y) == verdict::accepted);
  CAF_CHECK(node.answer(again) == verdict::accepted);
  CAF_CHECK(!node.ended());
}

CAF_TEST(a ballot box that dies is followed by another) {
  auto box = node.handles().boxes[0];
  node.kill(caf::actor_cast<caf::strong_actor_ptr>(box));
  node.settle();
  auto x = node.cast_ballot(0, oui);
  node.settle();
  node.advance(3s);
  CAF_CHECK(node.handles().boxes[0] != box);
  CAF_CHECK(node.verdict_of(x) == verdict::accepted);
  CAF_CHECK_EQUAL(node.audit().ballots({1}), 1u);
}

CAF_TEST(
  a cast that stops its validator twice is set aside and the others count) {
  auto victim = node.voters()[7].digest;
  credential_tag poison;
  node.before_judging = [&](const cast& x) {
    if (x.tag == poison) {
      throw std::runtime_error("injected");
    }
  };
  auto probe = node.cast_ballot(7, oui);
  poison = probe.names.tag;
  std::vector<std::size_t> others;
  for (std::size_t i = 10; i < 30; ++i) {
    others.push_back(i);
  }
  auto sent = node.cast_ballots(others, oui);
  node.settle();
  node.advance(5s);
  CAF_CHECK(node.verdict_of(probe) == verdict::set_aside);
  for (const auto& x : sent) {
    CAF_CHECK(node.verdict_of(x) == verdict::accepted);
  }
  // Repeating it stops nobody any more.
  auto again = node.repeat(probe);
  node.settle();
  CAF_CHECK(node.answer(again) == verdict::set_aside);
  CAF_CHECK(!node.ended());
  CAF_CHECK_EQUAL(node.audit().ballots({1}), 20u);
  CAF_CHECK(!(victim.is_zero()));
}

CAF_TEST(a validator that nobody can start ends the node) {
  node.crash();
  node.restarts.restarts_max = 2;
  open_elections(node);
  node.before_judging = [](const cast&) {
    throw std::runtime_error("injected");
  };
  for (std::size_t i = 0; i < 30 && !node.ended(); ++i) {
    node.cast_ballot(i, oui);
    node.settle();
    node.advance(2s);
  }
  CAF_CHECK(node.ended());
}

CAF_TEST(an unanswered cast gets its deadline and then the true answer) {
  // The box neither answers nor fails: its mailbox is never run.
  auto x = node.cast_ballot(0, oui);
  auto box = caf::actor_cast<caf::strong_actor_ptr>(node.handles().boxes[0]);
  auto& jobs = node.scheduler().jobs;
  auto* blocked =
    dynamic_cast<caf::resumable*>(caf::actor_cast<caf::abstract_actor*>(box));
  std::vector<caf::resumable*> kept;
  auto settle_without_box = [&] {
    while (!jobs.empty()) {
      if (jobs.front() == blocked) {
        kept.push_back(jobs.front());
        jobs.pop_front();
      } else {
        node.scheduler().try_run_once();
      }
    }
  };
  settle_without_box();
  for (int i = 0; i < 110; ++i) {
    node.pass(100ms);
    settle_without_box();
  }
  CAF_CHECK(node.verdict_of(x) == verdict::outcome_unknown);
  auto again = node.repeat(x);
  settle_without_box();
  CAF_CHECK(!node.answer(again));
  for (auto* job : kept) {
    jobs.push_back(job);
  }
  node.settle();
  CAF_CHECK(node.answer(again) == verdict::accepted);
  CAF_CHECK_EQUAL(node.audit().ballots({1}), 1u);
}

CAF_TEST(a node that starts on a full disk serves as soon as there is room) {
  node.crash();
  node.faults()->full = true;
  node.start();
  node.settle();
  node.advance(60s);
  CAF_CHECK(!node.ended());
  auto early = node.cast_ballot(0, oui);
  node.settle();
  node.faults()->full = false;
  node.advance(3s);
  CAF_CHECK(!node.ended());
  auto later = node.cast_ballot(1, oui);
  node.settle();
  CAF_CHECK(node.verdict_of(later) == verdict::accepted);
  CAF_CHECK(node.verdict_of(early).has_value());
}

CAF_TEST(
  a store that is away refuses before acceptance and serves when it is back) {
  node.faults()->away = true;
  auto refused = node.cast_ballot(0, oui);
  node.settle();
  CAF_CHECK(node.verdict_of(refused) == verdict::unavailable);
  node.advance(60s);
  CAF_CHECK(!node.ended());
  node.faults()->away = false;
  node.advance(3s);
  auto again = node.repeat(refused);
  node.settle();
  CAF_CHECK(node.answer(again) == verdict::accepted);
  CAF_CHECK_EQUAL(node.audit().ballots({1}), 1u);
}

CAF_TEST(a node that starts while its store is away serves when it is back) {
  node.crash();
  node.faults()->away = true;
  node.start();
  node.advance(1s);
  // At first it is waited for: a take-over might be under way.
  auto early = node.cast_ballot(0, oui);
  node.advance(1s);
  CAF_CHECK(!node.verdict_of(early));
  node.advance(2s);
  CAF_CHECK(node.verdict_of(early) == verdict::unavailable);
  node.advance(60s);
  CAF_CHECK(!node.ended());
  auto refused = node.cast_ballot(0, oui);
  node.settle();
  CAF_CHECK(node.verdict_of(refused) == verdict::unavailable);
  node.faults()->away = false;
  node.advance(3s);
  auto later = node.cast_ballot(1, oui);
  node.settle();
  CAF_CHECK(node.verdict_of(later) == verdict::accepted);
}

CAF_TEST(a partition whose tag was spent twice stays down and alone) {
  auto other = law(600'000);
  other.id = {2};
  other.code = "loi-13";
  voting_node two{{law(600'000), other}, 40};
  open_elections(two);
  two.faults()->next_append = append_fault::spent_twice;
  auto stopped = two.cast_ballot(0, oui);
  two.settle();
  two.advance(30s);
  CAF_CHECK(!two.ended());
  CAF_CHECK(two.verdict_of(stopped) != verdict::accepted);
  CAF_CHECK(!two.validator({{1}, {1}, 0}));
  auto alive = two.cast_ballot(40, oui);
  two.settle();
  CAF_CHECK(two.verdict_of(alive) == verdict::accepted);
  CAF_CHECK_EQUAL(two.audit().ballots({1}), 0u);
}

CAF_TEST(a node restarted in every state of an election goes on where it was) {
  voting_node all{{law(10'000)}, 10};
  open_elections(all);
  auto early = all.cast_ballot(0, oui);
  all.settle();
  for (int restart = 0; restart < 6; ++restart) {
    all.crash();
    all.start();
    all.settle();
    all.advance(3s);
    auto again = all.repeat(early);
    all.settle();
    CAF_CHECK(all.answer(again) == verdict::accepted);
  }
  CAF_CHECK(all.state({1}) == election_state::closed);
  auto late = all.cast_ballot(1, oui);
  all.settle();
  CAF_CHECK(all.verdict_of(late) == verdict::closed);
  CAF_CHECK(all.audit().violations().empty());
  CAF_CHECK_EQUAL(all.audit().ballots({1}), 1u);
}

CAF_TEST_FIXTURE_SCOPE_END()
