// Goal: the roll of a sealed or open partition changes by its log alone, and of
// two tags of one voter never both may vote, whatever is cut short. Method: the
// office with real validators on virtual time, crashed after every step; random
// schedules (seed in the check) with casts of the old tag and the new.

#define CAF_SUITE changing_the_roll
#include "caf/test/unit_test.hpp"

#include <caf/actor_cast.hpp>
#include <caf/event_based_actor.hpp>

#include "actors/roll_office.hpp"
#include "domain/partitioning.hpp"
#include "storage/memory/open.hpp"
#include "tests/fixtures/elections.hpp"
#include "tests/fixtures/voting_node.hpp"

using namespace scrutin;
using namespace scrutin::fixtures;
using namespace std::chrono_literals;

namespace {

constexpr contest_id here{{1}, {1}};

election law() {
  auto x = referendum();
  x.opens_at_ms = simulation_begins_ms + 10'000;
  x.closes_at_ms = simulation_begins_ms + 60'000;
  x.grace_s = 5;
  x.partition_voters = 4;
  return x;
}

credential_digest digest(const std::string& who) {
  return credential_digest::from(sha256(who).view());
}

struct fixture {
  voting_node node{{law()}, 10};
  std::shared_ptr<roll_store> roll = open_memory(node.contents()).roll;

  fixture() {
    node.start();
    node.settle();
  }

  const served_election& served() { return node.elections().all().front(); }
  cast_namer namer() { return {here.election, served().keys}; }
  credential_tag tag_of(const credential_digest& x) {
    return namer().tag_of(x);
  }
  credential_tag voter(std::size_t i) {
    return tag_of(node.voters()[i].digest);
  }
  partition_id place_of(const credential_tag& tag) {
    return {here.election, here.region,
            slice_of(tag, served().slices_of(here.region))};
  }

  using said = std::shared_ptr<std::optional<roll_verdict>>;

  /// Asks without delivering anything.
  said ask(const change_roll& x) {
    auto answer = std::make_shared<std::optional<roll_verdict>>();
    auto to = node.validator(x.partition);
    node.system().spawn([=](caf::event_based_actor* self) {
      self->request(to, caf::infinite, x)
        .then([=](const roll_changed& y) { *answer = y.what; },
              [](const caf::error&) {});
    });
    return answer;
  }
  std::optional<roll_verdict> change(const credential_tag& tag,
                                     roll_change what) {
    auto answer = ask({place_of(tag), tag, what});
    node.settle();
    return *answer;
  }
  std::optional<roll_verdict> add(const credential_tag& tag) {
    return change(tag, roll_change::addition);
  }
  std::optional<roll_verdict> revoke(const credential_tag& tag) {
    return change(tag, roll_change::revocation);
  }

  std::shared_ptr<std::optional<verdict>>
  send_cast(const credential_digest& who, const std::string& key = "key") {
    auto answer = std::make_shared<std::optional<verdict>>();
    auto selection = to_canonical(single_choice{{1}});
    auto names = namer().name(who, key, selection);
    cast_request request;
    request.ticket = 1;
    request.what = {place_of(names.tag), names.tag, names.ballot,
                    names.retry,         selection, node.now_ms()};
    auto to = node.handles().ingestion.front();
    node.system().spawn([=](caf::event_based_actor* self) -> caf::behavior {
      self->send(to, cast_batch{{request}});
      return {[=](const cast_outcomes& x) {
        *answer = x.outcomes.front().what;
        self->quit();
      }};
    });
    return answer;
  }
  std::optional<verdict> cast_by(const credential_digest& who) {
    auto answer = send_cast(who);
    node.settle();
    return *answer;
  }

  std::uint64_t voters() {
    std::uint64_t sum = 0;
    auto box = node.audit();
    for (const auto& [partition, x] : box.partitions()) {
      sum += x.ledger->voters();
    }
    return sum;
  }
  bool is_sound() { return node.audit().violations().empty(); }

  /// An office whose process ends at a step: 2 n is before message n is sent,
  /// 2 n + 1 after it was dealt with and before the word of it is heard.
  std::optional<errand_outcome> run(const roll_errand& x, int ends_at = -1) {
    int message = 0;
    std::optional<errand_outcome> told;
    roll_office office{
      node.elections_ptr(), roll,
      [&](const change_roll& what, const roll_office::reply& reply) {
        auto number = message++;
        if (ends_at == 2 * number) {
          return;
        }
        auto answer = ask(what);
        node.settle();
        if (ends_at != 2 * number + 1) {
          reply(*answer);
        }
      }};
    office.run(x, [&told](const errand_outcome& y) { told = y; });
    return told;
  }
  void restart() {
    node.crash();
    node.start();
    node.settle();
    node.advance(500ms);
  }
};

bool is_done(const std::optional<errand_outcome>& x) {
  return x && x->kind == roll_outcome_kind::done;
}

} // namespace

CAF_TEST_FIXTURE_SCOPE(changing_the_roll_tests, fixture)

CAF_TEST(
  changes are durable before and after opening and have no effect twice) {
  auto early = digest("early");
  auto late = digest("late");
  CAF_CHECK(add(tag_of(early)) == roll_verdict::done);
  CAF_CHECK(revoke(voter(0)) == roll_verdict::done);
  CAF_CHECK_EQUAL(voters(), 10u);
  node.advance(11s);
  CAF_CHECK(node.state(here.election) == election_state::open);
  CAF_CHECK(add(tag_of(late)) == roll_verdict::done);
  CAF_CHECK(add(tag_of(late)) == roll_verdict::done);
  CAF_CHECK_EQUAL(voters(), 11u);
  CAF_CHECK(revoke(voter(1)) == roll_verdict::done);
  CAF_CHECK(revoke(voter(1)) == roll_verdict::done);
  CAF_CHECK_EQUAL(voters(), 10u);
  restart();
  CAF_CHECK(cast_by(early) == verdict::accepted);
  CAF_CHECK(cast_by(late) == verdict::accepted);
  CAF_CHECK(cast_by(node.voters()[0].digest) == verdict::unknown_credential);
  CAF_CHECK(cast_by(node.voters()[1].digest) == verdict::unknown_credential);
  CAF_CHECK(cast_by(node.voters()[2].digest) == verdict::accepted);
  CAF_CHECK_EQUAL(node.audit().ballots(here.election), 3u);
  CAF_CHECK(is_sound());
}

CAF_TEST(those who may vote are the denominator of the turnout) {
  node.advance(11s);
  node.settle();
  CAF_CHECK_EQUAL(node.report(here).eligible, 10u);
  CAF_CHECK(add(tag_of(digest("new"))) == roll_verdict::done);
  node.advance(1s);
  CAF_CHECK_EQUAL(node.report(here).eligible, 11u);
  CAF_CHECK(revoke(voter(0)) == roll_verdict::done);
  CAF_CHECK(revoke(voter(1)) == roll_verdict::done);
  node.advance(1s);
  CAF_CHECK_EQUAL(node.report(here).eligible, 9u);
}

CAF_TEST(what cannot be is refused and changes nothing) {
  node.advance(11s);
  CAF_CHECK(cast_by(node.voters()[0].digest) == verdict::accepted);
  CAF_CHECK(revoke(voter(0)) == roll_verdict::has_voted);
  CAF_CHECK(revoke(tag_of(digest("nobody"))) == roll_verdict::unknown);
  CAF_CHECK(revoke(voter(1)) == roll_verdict::done);
  CAF_CHECK(add(voter(1)) == roll_verdict::revoked);
  CAF_CHECK_EQUAL(voters(), 9u);
  node.advance(60s);
  CAF_CHECK(node.state(here.election) == election_state::closed);
  CAF_CHECK(revoke(voter(2)) == roll_verdict::closed);
  CAF_CHECK(add(tag_of(digest("new"))) == roll_verdict::closed);
  CAF_CHECK(revoke(voter(0)) == roll_verdict::has_voted);
  CAF_CHECK(revoke(voter(1)) == roll_verdict::done);
  CAF_CHECK_EQUAL(voters(), 9u);
  CAF_CHECK(is_sound());
}

CAF_TEST(a revocation waits for a cast on its way and a cast for a revocation) {
  node.advance(11s);
  auto counted = send_cast(node.voters()[0].digest);
  auto refused = ask({place_of(voter(0)), voter(0), roll_change::revocation});
  node.settle();
  auto one =
    *counted == verdict::accepted && *refused == roll_verdict::has_voted;
  auto other =
    *counted == verdict::unknown_credential && *refused == roll_verdict::done;
  CAF_CHECK(one || other);
  auto revoked = ask({place_of(voter(1)), voter(1), roll_change::revocation});
  auto late = send_cast(node.voters()[1].digest);
  node.settle();
  CAF_CHECK(*revoked == roll_verdict::done);
  CAF_CHECK(*late == verdict::unknown_credential);
  CAF_CHECK(is_sound());
}

CAF_TEST(a store that is full or away leaves the roll as it was) {
  node.advance(11s);
  auto fresh = digest("new");
  for (auto fault : {append_fault::full, append_fault::away}) {
    node.faults()->next_append = fault;
    CAF_CHECK(revoke(voter(0)) == roll_verdict::unavailable);
    node.faults()->next_append = fault;
    node.advance(2s);
    CAF_CHECK(add(tag_of(fresh)) == roll_verdict::unavailable);
    node.advance(2s);
  }
  CAF_CHECK_EQUAL(voters(), 10u);
  CAF_CHECK(cast_by(node.voters()[0].digest) == verdict::accepted);
  CAF_CHECK(cast_by(fresh) == verdict::unknown_credential);
  CAF_CHECK(add(tag_of(fresh)) == roll_verdict::done);
  CAF_CHECK(is_sound());
}

CAF_TEST(a roll with frames that grows while the store is away opens as it is) {
  CAF_CHECK(add(tag_of(digest("new"))) == roll_verdict::done);
  node.advance(9s);
  node.faults()->away = true;
  node.advance(4s);
  CAF_CHECK(node.state(here.election) != election_state::open);
  CAF_REQUIRE(roll->add(here.election, here.region, {tag_of(digest("late"))}));
  node.faults()->away = false;
  node.advance(4s);
  CAF_CHECK(node.state(here.election) == election_state::open);
  CAF_CHECK(cast_by(digest("late")) == verdict::accepted);
  CAF_CHECK(is_sound());
  CAF_CHECK_EQUAL(voters(), 12u);
}

CAF_TEST(
  a replacement that is cut short anywhere is finished by the same again) {
  node.advance(11s);
  for (int ends_at = 0; ends_at < 4; ++ends_at) {
    auto at = static_cast<std::size_t>(ends_at);
    const auto& old = node.voters()[at].digest;
    auto fresh = digest("in place of " + std::to_string(ends_at));
    roll_errand errand{here, tag_of(old), tag_of(fresh)};
    CAF_CHECK(!run(errand, ends_at));
    restart();
    CAF_CHECK(is_sound());
    // Before it is finished at most one of the two may vote.
    auto box = node.audit();
    auto may_vote = [&](const credential_tag& tag) {
      const auto& ledger = *box.partitions().at(place_of(tag)).ledger;
      return ledger.is_on_roll(tag) ? 1 : 0;
    };
    CAF_CHECK(may_vote(tag_of(old)) + may_vote(tag_of(fresh)) <= 1);
    CAF_CHECK(is_done(run(errand)));
    CAF_CHECK(is_done(run(errand)));
    CAF_CHECK_EQUAL(voters(), 10u);
    CAF_CHECK(cast_by(old) == verdict::unknown_credential);
    CAF_CHECK(cast_by(fresh) == verdict::accepted);
    CAF_CHECK_EQUAL(node.audit().ballots(here.election), at + 1);
  }
  CAF_CHECK(is_sound());
}

CAF_TEST(a frame of the roll that is lost
         or kept by a failed sync is finished) {
  for (auto fault :
       {append_fault::failed_unwritten, append_fault::failed_written}) {
    auto fresh = digest(std::to_string(static_cast<int>(fault)));
    node.faults()->next_append = fault;
    CAF_CHECK(add(tag_of(fresh)) == std::nullopt);
    restart();
    CAF_CHECK(is_done(run({here, {}, tag_of(fresh)})));
  }
  CAF_CHECK_EQUAL(voters(), 12u);
  CAF_CHECK(is_sound());
}

CAF_TEST(who has voted is not replaced and who is elsewhere not added) {
  node.advance(11s);
  CAF_CHECK(cast_by(node.voters()[0].digest) == verdict::accepted);
  auto fresh = tag_of(digest("new"));
  auto refused = run({here, voter(0), fresh});
  CAF_REQUIRE(refused);
  CAF_CHECK(refused->kind == roll_outcome_kind::refused);
  auto unknown = run({here, tag_of(digest("nobody")), fresh});
  CAF_REQUIRE(unknown);
  CAF_CHECK(unknown->kind == roll_outcome_kind::unknown);
  CAF_CHECK(cast_by(digest("new")) == verdict::unknown_credential);
  CAF_REQUIRE(roll->reserve(here.election, {2}, fresh));
  auto elsewhere = run({here, {}, fresh});
  CAF_REQUIRE(elsewhere);
  CAF_CHECK(elsewhere->kind == roll_outcome_kind::refused);
  CAF_CHECK_EQUAL(voters(), 10u);
}

CAF_TEST(what closing forbids is reserved no longer) {
  node.advance(80s);
  auto fresh = tag_of(digest("new"));
  auto refused = run({here, {}, fresh});
  CAF_REQUIRE(refused);
  CAF_CHECK(refused->kind == roll_outcome_kind::refused);
  auto again = roll->reserve(here.election, {2}, fresh);
  CAF_REQUIRE(again);
  CAF_CHECK(*again == roll_outcome::added);
}

CAF_TEST(in no order of messages both codes of a voter count) {
  node.advance(11s);
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    std::mt19937_64 random{seed};
    const auto& old = node.voters()[seed - 1].digest;
    auto fresh = digest("seed " + std::to_string(seed));
    auto before = node.audit().ballots(here.election);
    auto revoked =
      ask({place_of(tag_of(old)), tag_of(old), roll_change::revocation});
    auto first = send_cast(old, "first");
    auto second = send_cast(old, "second");
    std::shared_ptr<std::optional<verdict>> late;
    while (node.step(random)) {
      if (*revoked == roll_verdict::done && !late) {
        ask({place_of(tag_of(fresh)), tag_of(fresh), roll_change::addition});
        late = send_cast(fresh);
      }
    }
    auto counted = node.audit().ballots(here.election) - before;
    CAF_CHECK(counted <= 1);
    CAF_CHECK((*revoked == roll_verdict::done)
              == (*first != verdict::accepted && *second != verdict::accepted));
    CAF_CHECK(is_sound());
  }
}

CAF_TEST(a partition tells whether a voter may vote and has) {
  node.advance(11s);
  CAF_CHECK(cast_by(node.voters()[0].digest) == verdict::accepted);
  CAF_CHECK(revoke(voter(1)) == roll_verdict::done);
  auto state_of = [this](const credential_tag& tag) {
    auto answer = std::make_shared<std::optional<voter_answer>>();
    auto to = node.handles().ingestion.front();
    voter_query query{7, place_of(tag), tag};
    node.system().spawn([=](caf::event_based_actor* self) {
      self->request(to, caf::infinite, query).then([=](const voter_answer& x) {
        *answer = x;
      });
    });
    node.settle();
    CAF_REQUIRE(*answer);
    CAF_CHECK_EQUAL((*answer)->ticket, 7u);
    return (*answer)->state;
  };
  CAF_CHECK(state_of(voter(0)) == voter_state::has_voted);
  CAF_CHECK(state_of(voter(1)) == voter_state::not_on_roll);
  CAF_CHECK(state_of(voter(2)) == voter_state::has_not_voted);
  CAF_CHECK(state_of(tag_of(digest("nobody"))) == voter_state::not_on_roll);
}

CAF_TEST_FIXTURE_SCOPE_END()
