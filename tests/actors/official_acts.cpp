// Goal: what officials decide moves hours and stops voting, whatever the clock
// says; nothing opens or closes by an hour up to which acts are not known.
// Method: a node in virtual time; acts are written to its audit log.
#define CAF_SUITE official_acts
#include "caf/test/unit_test.hpp"

#include "actors/account_registry.hpp"
#include "actors/proceedings.hpp"
#include "domain/course/election_course.hpp"
#include "domain/write_ins.hpp"
#include "storage/memory/memory_administration.hpp"
#include "tests/fixtures/elections.hpp"
#include "tests/fixtures/voting_node.hpp"

using namespace scrutin;
using namespace scrutin::fixtures;
using namespace std::chrono_literals;

namespace {

const selection oui = single_choice{{1}};

election law(bool by_officials) {
  auto x = referendum();
  x.opens_at_ms = simulation_begins_ms + 10'000;
  x.closes_at_ms = simulation_begins_ms + 60'000;
  x.grace_s = 5;
  x.officials.open = by_officials;
  x.officials.close = by_officials;
  return x;
}

election two_regions() {
  auto x = law(false);
  x.regions.push_back(x.regions.front());
  x.regions.back().id = {2};
  x.regions.back().code = "second";
  x.contests.push_back(x.contests.front());
  x.contests.back().region = {2};
  return x;
}

struct official_node {
  voting_node node;
  account_registry log;
  std::size_t next_voter = 0;

  explicit official_node(const election& rules = law(false))
    : node{{rules}, 20}, log{std::make_shared<memory_administration>(
                               node.contents()),
                             [this] { return node.now_ms(); },
                             [](std::size_t bytes) {
                               return std::string(bytes, 'r');
                             }} {
    node.start();
    node.settle();
  }

  void decide(act_kind what, std::int64_t until_ms = 0,
              std::uint32_t region = 0, std::uint32_t candidate = 0) {
    official_act act;
    act.what = what;
    act.option = {candidate};
    act.election = node.elections().all().front().definition.id;
    act.region = {region};
    act.at_ms = node.now_ms();
    act.until_ms = until_ms;
    act.by = "louise";
    act.reason = "it had to be";
    CAF_REQUIRE(log.record("louise", [&](std::uint64_t) {
      return result<placed_act>{{to_line(act), {}}};
    }));
    // Proceedings look every second.
    node.advance(1500ms);
  }

  std::optional<verdict> cast() { return cast(next_voter++); }
  std::optional<verdict> cast_for(std::uint32_t option) {
    auto x = node.cast_ballot(next_voter++, single_choice{{option}});
    node.settle();
    return node.verdict_of(x);
  }

  /// Of two regions, the second has the voters from 20 on.
  std::optional<verdict> cast(std::size_t voter) {
    auto x = node.cast_ballot(voter, oui);
    node.settle();
    return node.verdict_of(x);
  }
};

// Three candidates; every ballot comes out.
election contest_of_three(withdrawal_rule what) {
  auto x = single(3);
  x.opens_at_ms = simulation_begins_ms + 10'000;
  x.closes_at_ms = simulation_begins_ms + 60'000;
  x.grace_s = 5;
  x.policy = release_policy::live;
  x.release_step_ballots = 1;
  x.withdrawal = what;
  return x;
}

struct fixture {
  official_node at;
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(official_acts_tests, fixture)

CAF_TEST(an election is opened before its hour and closed before its hour) {
  CAF_CHECK(at.cast() == verdict::not_open);
  at.decide(act_kind::open);
  CAF_CHECK(at.node.state({1}) == election_state::open);
  CAF_CHECK(at.cast() == verdict::accepted);
  at.decide(act_kind::close);
  CAF_CHECK(at.node.state({1}) == election_state::closing);
  CAF_CHECK(at.cast() == verdict::closed);
  at.node.advance(6s);
  CAF_CHECK(at.node.state({1}) == election_state::closed);
  CAF_CHECK_EQUAL(at.node.audit().ballots({1}), 1u);
  CAF_CHECK(at.node.audit().violations().empty());
}

CAF_TEST(nobody votes while it is suspended) {
  at.node.advance(11s);
  CAF_CHECK(at.cast() == verdict::accepted);
  at.decide(act_kind::suspend);
  CAF_CHECK(at.node.state({1}) == election_state::suspended);
  CAF_CHECK(at.cast() == verdict::suspended);
  // The log has it: a restart changes nothing.
  at.node.crash();
  at.node.start();
  at.node.advance(1s);
  CAF_CHECK(at.cast() == verdict::suspended);
  at.decide(act_kind::resume);
  CAF_CHECK(at.node.state({1}) == election_state::open);
  CAF_CHECK(at.cast() == verdict::accepted);
  CAF_CHECK_EQUAL(at.node.audit().ballots({1}), 2u);
  CAF_CHECK(at.node.audit().violations().empty());
}

CAF_TEST(a suspended election closes at its hour) {
  at.node.advance(11s);
  at.decide(act_kind::suspend);
  at.node.advance(60s);
  CAF_CHECK(at.node.state({1}) == election_state::closed);
}

CAF_TEST(an extension gives voters the time that it says) {
  at.node.advance(11s);
  at.decide(act_kind::extend, simulation_begins_ms + 90'000);
  at.node.advance(60s);
  CAF_CHECK(at.node.state({1}) == election_state::open);
  CAF_CHECK(at.cast() == verdict::accepted);
  // Without the catalog's word, too: the log has it.
  at.node.crash();
  at.node.start();
  at.node.settle();
  CAF_CHECK(at.cast() == verdict::accepted);
  at.node.advance(25s);
  CAF_CHECK(at.node.state({1}) == election_state::closed);
}

CAF_TEST(what officials open and close waits for them) {
  official_node by_hand{law(true)};
  by_hand.node.advance(30s);
  CAF_CHECK(by_hand.node.state({1}) == election_state::announced);
  CAF_CHECK(by_hand.cast() == verdict::not_open);
  by_hand.decide(act_kind::open);
  CAF_CHECK(by_hand.cast() == verdict::accepted);
  by_hand.node.advance(120s);
  CAF_CHECK(by_hand.node.state({1}) == election_state::open);
  CAF_CHECK(by_hand.cast() == verdict::accepted);
  by_hand.decide(act_kind::close);
  by_hand.node.advance(6s);
  CAF_CHECK(by_hand.node.state({1}) == election_state::closed);
}

CAF_TEST(what is certified or annulled says so) {
  at.node.advance(70s);
  CAF_CHECK(at.node.state({1}) == election_state::closed);
  at.decide(act_kind::certify);
  CAF_CHECK(at.node.state({1}) == election_state::certified);
  at.decide(act_kind::annul);
  CAF_CHECK(at.node.state({1}) == election_state::annulled);
}

CAF_TEST(proceedings that fail start anew and know everything again) {
  auto kill = [this] {
    at.node.kill(
      caf::actor_cast<caf::strong_actor_ptr>(at.node.handles().proceedings));
  };
  kill();
  at.node.advance(15s);
  CAF_CHECK(at.node.state({1}) == election_state::open);
  at.decide(act_kind::suspend);
  kill();
  at.node.advance(3s);
  CAF_CHECK(at.cast() == verdict::suspended);
  at.decide(act_kind::resume);
  CAF_CHECK(at.cast() == verdict::accepted);
}

CAF_TEST(a region that is annulled early keeps no other from anything) {
  official_node two{two_regions()};
  two.decide(act_kind::annul, 0, 1);
  CAF_CHECK(two.node.state({1}) == election_state::announced);
  two.node.advance(11s);
  CAF_CHECK(two.node.state({1}) == election_state::open);
  CAF_CHECK(two.cast(0) == verdict::closed);
  CAF_CHECK(two.cast(20) == verdict::accepted);
  two.node.crash();
  two.node.start();
  two.node.advance(1s);
  CAF_CHECK(two.node.state({1}) == election_state::open);
  two.node.advance(60s);
  CAF_CHECK(two.node.state({1}) == election_state::closed);
  two.node.crash();
  two.node.start();
  two.node.advance(1s);
  CAF_CHECK(two.node.state({1}) == election_state::closed);
  two.decide(act_kind::annul, 0, 2);
  CAF_CHECK(two.node.state({1}) == election_state::annulled);
}

CAF_TEST(a region that opens before the others is voted in) {
  official_node two{two_regions()};
  two.decide(act_kind::open, 0, 2);
  CAF_CHECK(two.node.state({1}) == election_state::open);
  CAF_CHECK(two.cast(20) == verdict::accepted);
  CAF_CHECK(two.cast(0) == verdict::not_open);
  two.decide(act_kind::suspend, 0, 2);
  CAF_CHECK(two.node.state({1}) == election_state::suspended);
}

CAF_TEST(a withdrawal reaches the log and the results and every later cast) {
  official_node held{contest_of_three(withdrawal_rule::votes_void)};
  const contest_id where{{7}, {1}};
  held.node.advance(11s);
  CAF_CHECK(held.cast_for(2) == verdict::accepted);
  CAF_CHECK(held.cast_for(2) == verdict::accepted);
  CAF_CHECK(held.cast_for(1) == verdict::accepted);
  held.node.advance(1s);
  CAF_CHECK(held.node.report(where).count.winners
            == std::vector<option_id>{{2}});
  held.decide(act_kind::withdraw, 0, 1, 2);
  // No ballot has to come for the results to know.
  const auto& report = held.node.report(where);
  CAF_CHECK(report.withdrawn == std::vector<option_id>{{2}});
  CAF_CHECK_EQUAL(report.count.withdrawn, 2u);
  CAF_CHECK_EQUAL(report.count.ballots, 3u);
  CAF_CHECK(report.count.winners == std::vector<option_id>{{1}});
  CAF_CHECK(held.cast_for(2) == verdict::invalid_selection);
  CAF_CHECK(held.cast_for(3) == verdict::accepted);
  // The log has it: a restart changes nothing.
  held.node.crash();
  held.node.start();
  held.node.advance(1s);
  CAF_CHECK(held.cast_for(2) == verdict::invalid_selection);
  held.node.advance(60s);
  CAF_CHECK(held.node.state({7}) == election_state::closed);
  auto box = held.node.audit();
  CAF_CHECK(box.violations().empty());
  const auto& ledger = *box.partitions().begin()->second.ledger;
  CAF_CHECK(ledger.course().withdrawn == std::vector<option_id>{{2}});
}

CAF_TEST(votes that stand may go on being cast) {
  official_node held{contest_of_three(withdrawal_rule::votes_stand)};
  held.node.advance(11s);
  CAF_CHECK(held.cast_for(2) == verdict::accepted);
  held.decide(act_kind::withdraw, 0, 1, 2);
  CAF_CHECK(held.cast_for(2) == verdict::accepted);
  held.node.advance(1s);
  const auto& report = held.node.report({{7}, {1}});
  CAF_CHECK(report.withdrawn == std::vector<option_id>{{2}});
  CAF_CHECK(report.count.winners == std::vector<option_id>{{2}});
}

CAF_TEST(a withdrawal before the opening counts from the first ballot on) {
  official_node held{contest_of_three(withdrawal_rule::votes_void)};
  held.decide(act_kind::withdraw, 0, 1, 2);
  held.node.advance(11s);
  CAF_CHECK(held.cast_for(2) == verdict::invalid_selection);
  CAF_CHECK(held.cast_for(1) == verdict::accepted);
}

CAF_TEST(a withdrawal that annuls ends the voting) {
  official_node held{contest_of_three(withdrawal_rule::contest_annulled)};
  held.node.advance(11s);
  CAF_CHECK(held.cast_for(1) == verdict::accepted);
  held.decide(act_kind::withdraw, 0, 1, 2);
  CAF_CHECK(held.cast_for(1) == verdict::closed);
  held.node.advance(6s);
  CAF_CHECK(held.node.state({7}) == election_state::annulled);
  const auto& report = held.node.report({{7}, {1}});
  CAF_CHECK(report.closed);
  CAF_CHECK(report.count.annulled);
  CAF_CHECK(report.count.winners.empty());
  CAF_CHECK(held.node.audit().violations().empty());
}

CAF_TEST(a name that was written in is told to nobody and counts once merged) {
  auto rules = contest_of_three(withdrawal_rule::votes_void);
  rules.write_ins = true;
  rules.contests.front().options.back().write_in = true;
  official_node held{rules};
  const contest_id where{{7}, {1}};
  held.node.advance(11s);
  for (const auto& choice :
       {selection{write_in{"Zoe"}}, selection{write_in{"Zoe"}},
        selection{write_in{"Mickey"}}, selection{single_choice{{1}}}}) {
    auto x = held.node.cast_ballot(held.next_voter++, choice);
    held.node.settle();
    CAF_CHECK(held.node.verdict_of(x) == verdict::accepted);
  }
  CAF_CHECK(held.cast_for(3) == verdict::invalid_selection);
  held.node.advance(70s);
  CAF_CHECK(held.node.state({7}) == election_state::closed);
  auto before = held.node.report(where);
  CAF_CHECK_EQUAL(before.count.written_in, 3u);
  CAF_CHECK(before.count.winners == std::vector<option_id>{{1}});
  official_act act;
  act.what = act_kind::merge;
  act.election = {7};
  act.region = {1};
  act.option = {3};
  act.written_name = write_in_id_of(where, "Zoe");
  act.by = "louise";
  auto decide = [&] {
    act.at_ms = held.node.now_ms();
    CAF_REQUIRE(held.log.record("louise", [&](std::uint64_t) {
      return result<placed_act>{{to_line(act), {}}};
    }));
    held.node.advance(1500ms);
  };
  decide();
  auto merged = held.node.report(where);
  CAF_CHECK_EQUAL(merged.count.written_in, 1u);
  CAF_CHECK_EQUAL(merged.count.ballots, 4u);
  CAF_CHECK(merged.count.winners == std::vector<option_id>{{3}});
  // The log has it: a restart changes nothing.
  held.node.crash();
  held.node.start();
  held.node.advance(7s);
  auto again = held.node.report(where);
  CAF_CHECK(again.count.winners == std::vector<option_id>{{3}});
  // Results that fail start anew, and are told again.
  held.node.kill(
    caf::actor_cast<caf::strong_actor_ptr>(held.node.handles().results));
  held.node.advance(10s);
  act.option = {};
  decide();
  auto nobody = held.node.report(where);
  CAF_CHECK_EQUAL(nobody.count.written_in, 3u);
  CAF_CHECK(nobody.count.winners == std::vector<option_id>{{1}});
}

CAF_TEST_FIXTURE_SCOPE_END()
