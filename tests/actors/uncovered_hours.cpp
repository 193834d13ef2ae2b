// Goal: nothing opens or closes by an hour that the last reading of what
// officials did does not cover. Method: a catalog alone, in virtual time, with
// a validator that notes what it is told.
#define CAF_SUITE uncovered_hours
#include "caf/test/unit_test.hpp"

#include <caf/actor_system.hpp>
#include <caf/scheduler/test_coordinator.hpp>
#include <caf/send.hpp>
#include <caf/typed_event_based_actor.hpp>

#include "actors/catalog.hpp"
#include "tests/fixtures/elections.hpp"
#include "tests/fixtures/testing_config.hpp"

using namespace scrutin;
using namespace scrutin::fixtures;
using namespace std::chrono_literals;

namespace {

constexpr partition_id place{{1}, {1}, 0};

struct fixture {
  testing_config chosen;
  caf::actor_system system{chosen};
  caf::scheduler::test_coordinator& scheduler =
    dynamic_cast<caf::scheduler::test_coordinator&>(system.scheduler());
  std::int64_t now_ms = 0;
  partition_status status;
  std::vector<std::string> commands;
  catalog_actor tested;
  validator_actor owner;

  fixture() {
    served_election served;
    served.definition = referendum();
    served.slices = {{{1}, 1}};
    catalog_options options;
    options.elections = std::make_shared<const election_directory>(
      std::vector<served_election>{served});
    options.now = [this] { return now_ms; };
    options.follows_acts = true;
    tested = system.spawn<catalog>(options);
    status.partition = place;
    owner =
      system.spawn([this](validator_actor::pointer) { return noting_owner(); });
    partition_map map;
    map.version = 1;
    map.routes = {{place, owner, 1}};
    caf::anon_send(tested, map);
    scheduler.run();
  }
  ~fixture() {
    caf::anon_send_exit(tested, caf::exit_reason::kill);
    caf::anon_send_exit(owner, caf::exit_reason::kill);
    scheduler.run();
  }

  partition_status told(const char* command, partition_state next) {
    commands.emplace_back(command);
    status.state = next;
    return status;
  }

  validator_actor::behavior_type noting_owner() {
    return {
      [](const cast_batch&) {},
      [](const receipt_query& x) {
        return receipt_answer{x.ticket, receipt_state::unavailable};
      },
      [](const voter_query& x) {
        return voter_answer{x.ticket, x.partition, voter_state::unavailable};
      },
      [](const change_roll&) { return roll_changed{}; },
      [this](const open_partition&) {
        return told("open", partition_state::open);
      },
      [this](const close_partition&) {
        return told("close", partition_state::closed);
      },
      [this](const set_course&) { return told("course", status.state); },
      [this](const status_query&) { return status; },
      [](const subscribe_totals&) {},
      [](const totals_ack&) {},
      [](const collect_reviews&) { return review_report{}; },
      [](const leave_partition&) {},
    };
  }

  void at(std::int64_t ms) {
    now_ms = ms;
    scheduler.advance_time(200ms);
    scheduler.run();
  }

  void acts_known_up_to(std::int64_t ms, std::vector<official_act> acts = {}) {
    acts_known known;
    known.acts = std::move(acts);
    known.as_of_ms = ms;
    caf::anon_send(tested, known);
    scheduler.run();
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(uncovered_hours_tests, fixture)

CAF_TEST(nothing opens or closes by an hour that acts are not known up to) {
  auto rules = referendum();
  auto opens = rules.opens_at_ms;
  auto closes = rules.closes_at_ms + rules.grace_s * 1'000;
  acts_known_up_to(opens - 1);
  at(opens + 60'000);
  CAF_CHECK(commands.empty());
  acts_known_up_to(opens);
  CAF_CHECK(commands == std::vector<std::string>{"open"});
  acts_known_up_to(closes - 1);
  at(closes + 60'000);
  CAF_CHECK(commands == std::vector<std::string>{"open"});
  acts_known_up_to(closes);
  CAF_CHECK((commands == std::vector<std::string>{"open", "close"}));
}

CAF_TEST(an extension that a late reading brings keeps it open) {
  auto rules = referendum();
  auto closes = rules.closes_at_ms + rules.grace_s * 1'000;
  acts_known_up_to(rules.opens_at_ms);
  at(closes + 60'000);
  official_act act;
  act.number = 3;
  act.what = act_kind::extend;
  act.election = {1};
  act.until_ms = closes + 600'000;
  acts_known_up_to(closes + 60'000, {act});
  at(closes + 61'000);
  CAF_CHECK((commands == std::vector<std::string>{"open", "course"}));
}

CAF_TEST_FIXTURE_SCOPE_END()
