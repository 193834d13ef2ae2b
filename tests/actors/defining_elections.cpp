// Goal: an election that is defined while a node runs is served like any other,
// and nothing of those that are open is refused or lost meanwhile. Method: a
// whole node on virtual time; definitions and rolls come into its store as
// other programs write them; random schedules (seed in the check).

#define CAF_SUITE defining_elections
#include "caf/test/unit_test.hpp"

#include <caf/send.hpp>

#include "actors/definition_desk.hpp"
#include "actors/ingestion.hpp"
#include "actors/results.hpp"
#include "domain/partitioning.hpp"
#include "storage/memory/open.hpp"
#include "tests/fixtures/elections.hpp"
#include "tests/fixtures/voting_node.hpp"

using namespace scrutin;
using namespace scrutin::fixtures;
using namespace std::chrono_literals;

namespace {

constexpr election_id fresh{7};
constexpr contest_id there{{7}, {1}};

election open_law() {
  auto x = referendum();
  x.opens_at_ms = simulation_begins_ms;
  x.closes_at_ms = simulation_begins_ms + 600'000;
  return x;
}

/// Virtual time begins at 00:16:40 of the first day.
std::string document(const std::string& opens = "00:17:00",
                     const std::string& name = "Law",
                     const std::string& yes = "Yes") {
  return R"(id = 7
code = "L7"
kind = "referendum"
method = "plurality"
partition_voters = 3
name = { fr = "Loi", en = ")"
         + name + R"(" }
question = { fr = "Oui ?", en = "Yes?" }
[window]
opens_at = 1970-01-01T)"
         + opens + R"(Z
closes_at = 1970-01-01T00:18:00Z
grace_s = 1
[release]
policy = "at_close"
[pass]
numerator = 1
denominator = 2
of = "valid"
[[options]]
id = 1
code = "oui"
name = { fr = "Oui", en = ")"
         + yes + R"(" }
[[options]]
id = 2
code = "non"
name = { fr = "Non", en = "No" }
[[regions]]
id = 1
code = "a"
name = { fr = "A", en = "A" }
)";
}

credential_digest digest(int who) {
  return credential_digest::from(sha256(std::to_string(who)).view());
}

struct calls {
  int casts = 0;
  int subscriptions = 0;
};

/// The owner of a partition that only counts what it is asked.
validator_actor::behavior_type
owner_behavior(const std::shared_ptr<calls>& seen) {
  return {
    [seen](const cast_batch&) { ++seen->casts; },
    [](const receipt_query& x) {
      return receipt_answer{x.ticket, receipt_state::unavailable};
    },
    [](const voter_query& x) {
      return voter_answer{x.ticket, x.partition, voter_state::unavailable};
    },
    [](const change_roll&) -> caf::result<roll_changed> {
      return roll_changed{roll_verdict::unavailable};
    },
    [](const open_partition&) { return partition_status{}; },
    [](const close_partition&) { return partition_status{}; },
    [](const set_course&) { return partition_status{}; },
    [](const status_query&) { return partition_status{}; },
    [seen](const subscribe_totals&) { ++seen->subscriptions; },
    [](const totals_ack&) {},
    [](const collect_reviews&) { return review_report{}; },
    [](const leave_partition&) {},
  };
}

struct fixture {
  voting_node node{{open_law()}, 40};
  std::shared_ptr<administration_store> log =
    open_memory(node.contents()).administration;
  std::shared_ptr<ballot_box_store> box =
    open_memory(node.contents()).ballot_box;
  account_registry registry{log, [this] { return node.now_ms(); },
                            [](std::size_t n) { return std::string(n, 'r'); }};
  official_log officials{log, node.elections_ptr()};

  definition_desk desk() {
    definition_checks checks;
    checks.read = [](const std::string& text) {
      return defined_by_toml(text, "document");
    };
    checks.has_begun = [this](election_id id) { return has_begun(*box, id); };
    checks.now = [this] { return node.now_ms(); };
    return {registry, officials, node.elections_ptr(), checks};
  }

  result<definition_outcome> define(const std::string& text,
                                    bool dry_run = false) {
    return desk().define("louise", fresh, text, dry_run);
  }

  /// As `roll import` does in another process.
  void load_roll(int voters) {
    const auto* served = node.elections().find(fresh);
    CAF_REQUIRE(served != nullptr);
    cast_namer namer{fresh, served->keys};
    std::vector<credential_tag> tags;
    for (int i = 0; i < voters; ++i) {
      tags.push_back(namer.tag_of(digest(i)));
    }
    auto roll = open_memory(node.contents()).roll;
    CAF_REQUIRE(roll->add(fresh, there.region, tags).has_value());
    CAF_REQUIRE(
      registry
        .note("command line", audit_act::roll_imported, subject_of(fresh), "")
        .has_value());
  }

  std::uint64_t cast_as(int who, std::uint32_t option) {
    const auto& served = *node.elections().find(fresh);
    auto selection = to_canonical(single_choice{{option}});
    auto names =
      cast_namer{fresh, served.keys}.name(digest(who), "key", selection);
    cast_request request;
    request.ticket = 1'000'000 + static_cast<std::uint64_t>(who);
    request.what = {{fresh, there.region, 0},
                    names.tag,
                    names.ballot,
                    names.retry,
                    selection,
                    node.now_ms()};
    node.send_cast(request);
    node.settle();
    return request.ticket;
  }

  std::uint64_t lines() { return log->head()->number; }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(defining_elections_tests, fixture)

CAF_TEST(an election that is defined while a node runs opens and is counted) {
  open_elections(node);
  CAF_REQUIRE(define(document()).has_value());
  node.advance(1100ms);
  CAF_REQUIRE(node.elections().find(fresh) != nullptr);
  CAF_CHECK(!node.elections().find(fresh)->has_roll);
  CAF_CHECK(node.state(fresh) == election_state::announced);
  load_roll(10);
  node.advance(1100ms);
  CAF_CHECK(node.elections().find(fresh)->has_roll);
  CAF_CHECK_EQUAL(node.elections().find(fresh)->slices_of(there.region), 4u);
  auto early = cast_as(0, 1);
  CAF_CHECK(node.answer(early) == verdict::not_open);
  node.advance(20s);
  CAF_CHECK(node.state(fresh) == election_state::open);
  for (int who = 1; who < 8; ++who) {
    auto ticket = cast_as(who, who < 6 ? 1 : 2);
    CAF_CHECK(node.answer(ticket) == verdict::accepted);
  }
  node.advance(70s);
  CAF_CHECK(node.state(fresh) == election_state::closed);
  const auto& report = node.report(there);
  CAF_CHECK_EQUAL(report.eligible, 10u);
  CAF_CHECK_EQUAL(report.turnout, 7u);
  CAF_CHECK_EQUAL(report.partitions, 4u);
  CAF_REQUIRE(report.votes_released);
  CAF_CHECK_EQUAL(report.count.ballots, 7u);
  CAF_CHECK(node.state({1}) == election_state::open);
}

CAF_TEST(nothing of an open election is lost while another is taken up) {
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    CAF_MESSAGE("seed " << seed);
    fixture one;
    auto& in = one.node;
    open_elections(in);
    std::mt19937_64 random{seed};
    CAF_REQUIRE(one.define(document()).has_value());
    std::vector<simulated_cast> sent;
    for (std::size_t voter = 0; voter < 40; ++voter) {
      sent.push_back(in.cast_ballot(voter, single_choice{{1}}));
      if (voter % 4 == 3) {
        in.pass(150ms);
      }
      for (int i = 0; i < 15 && in.step(random); ++i) {
      }
      if (voter == 25 && in.elections().find(fresh) != nullptr) {
        one.load_roll(5);
      }
    }
    in.advance(3s);
    CAF_CHECK(in.elections().find(fresh) != nullptr);
    for (const auto& x : sent) {
      CAF_CHECK(in.verdict_of(x) == verdict::accepted);
    }
    CAF_CHECK(!in.ended());
  }
}

CAF_TEST(hours that are corrected before it opens hold for its partitions) {
  open_elections(node);
  CAF_REQUIRE(define(document()).has_value());
  node.advance(1100ms);
  load_roll(2);
  node.advance(1100ms);
  CAF_REQUIRE(define(document("00:17:30")).has_value());
  node.advance(25s);
  CAF_CHECK(node.state(fresh) == election_state::announced);
  auto early = cast_as(0, 1);
  CAF_CHECK(node.answer(early) == verdict::not_open);
  node.advance(30s);
  CAF_CHECK(node.state(fresh) == election_state::open);
  auto ticket = cast_as(1, 1);
  CAF_CHECK(node.answer(ticket) == verdict::accepted);
}

CAF_TEST(the same document again changes nothing and writes no line) {
  open_elections(node);
  auto first = define(document());
  CAF_REQUIRE(first.has_value());
  CAF_CHECK(first->is_new);
  auto written = lines();
  auto again = define(document());
  CAF_REQUIRE(again.has_value());
  CAF_CHECK(!again->is_new);
  CAF_CHECK(again->changes.empty());
  CAF_CHECK_EQUAL(lines(), written);
  auto commented = define("# a comment\n" + document());
  CAF_REQUIRE(commented.has_value());
  CAF_CHECK(commented->changes.empty());
  CAF_CHECK_EQUAL(lines(), written);
}

CAF_TEST(a dry run says what would change and writes nothing) {
  open_elections(node);
  CAF_REQUIRE(define(document()).has_value());
  auto written = lines();
  auto would = define(document("00:17:10", "Act"), true);
  CAF_REQUIRE(would.has_value());
  CAF_REQUIRE_EQUAL(would->changes.size(), 2u);
  CAF_CHECK_EQUAL(would->changes[0].field, "name.en");
  CAF_CHECK_EQUAL(*would->changes[0].before, "Law");
  CAF_CHECK_EQUAL(*would->changes[0].after, "Act");
  CAF_CHECK_EQUAL(would->changes[1].field, "window.opens_at");
  CAF_CHECK_EQUAL(lines(), written);
}

CAF_TEST(
  once it is open names may be corrected and its meaning and hours not ) {
  open_elections(node);
  CAF_REQUIRE(define(document()).has_value());
  node.advance(1100ms);
  load_roll(4);
  node.advance(25s);
  CAF_REQUIRE(node.state(fresh) == election_state::open);
  auto ticket = cast_as(1, 1);
  CAF_REQUIRE(node.answer(ticket) == verdict::accepted);
  auto written = lines();
  auto meaning = define(document("00:17:00", "Law", "Perhaps"));
  CAF_CHECK(!meaning && meaning.failure().code == ec::definition_changed);
  CAF_CHECK(!meaning
            && meaning.failure().detail.find("options[1].name.en")
                 != std::string::npos);
  auto hours = define(document("00:17:05"));
  CAF_CHECK(!hours && hours.failure().code == ec::definition_changed);
  CAF_CHECK_EQUAL(lines(), written);
  CAF_REQUIRE(define(document("00:17:00", "Act")).has_value());
  node.advance(1100ms);
  CAF_CHECK_EQUAL(node.elections().find(fresh)->definition.name.en, "Act");
  CAF_CHECK(node.state(fresh) == election_state::open);
  auto later = cast_as(2, 1);
  CAF_CHECK(node.answer(later) == verdict::accepted);
}

CAF_TEST(its hours are fixed from five seconds before it opens) {
  open_elections(node);
  CAF_REQUIRE(define(document()).has_value());
  node.advance(1100ms);
  load_roll(4);
  node.advance(16s);
  CAF_REQUIRE(node.state(fresh) == election_state::announced);
  auto late = define(document("00:17:30"));
  CAF_CHECK(!late && late.failure().code == ec::definition_changed);
}

CAF_TEST(a document of another election
         or with a code that is taken is refused) {
  open_elections(node);
  auto other = desk().define("louise", {8}, document(), false);
  CAF_CHECK(!other && other.failure().code == ec::malformed);
  auto text = document();
  text.replace(text.find("L7"), 2, "loi-12");
  auto taken = define(text);
  CAF_CHECK(!taken && taken.failure().code == ec::wrong_state);
  CAF_REQUIRE(define(document()).has_value());
  auto renamed = define(text);
  CAF_CHECK(!renamed && renamed.failure().code == ec::definition_changed);
  auto wrong = define("id = 7");
  CAF_CHECK(!wrong && wrong.failure().code == ec::malformed);
}

CAF_TEST(acts wait until what was defined before them is taken up) {
  open_elections(node);
  node.take_up_failures = 3;
  CAF_REQUIRE(define(document()).has_value());
  node.advance(2500ms);
  CAF_CHECK(node.elections().find(fresh) == nullptr);
  node.advance(2s);
  CAF_REQUIRE(node.elections().find(fresh) != nullptr);
  CAF_CHECK(node.state(fresh) == election_state::announced);
}

CAF_TEST(a restarted node serves what was defined) {
  open_elections(node);
  CAF_REQUIRE(define(document()).has_value());
  node.advance(1100ms);
  load_roll(4);
  node.advance(25s);
  auto ticket = cast_as(1, 1);
  CAF_REQUIRE(node.answer(ticket) == verdict::accepted);
  node.crash();
  open_elections(node);
  node.advance(2s);
  CAF_CHECK(node.state(fresh) == election_state::open);
  auto again = cast_as(2, 2);
  CAF_CHECK(node.answer(again) == verdict::accepted);
}

// Of two nodes, the one that serves a partition may know of it first.
CAF_TEST(routes that came before the election was known hold once it is) {
  open_elections(node);
  auto directory =
    std::make_shared<election_directory>(std::vector<served_election>{});
  auto seen = std::make_shared<calls>();
  auto& system = node.system();
  validator_actor owner = system.spawn(
    [seen](validator_actor::pointer) { return owner_behavior(seen); });
  results_options counting;
  counting.elections = directory;
  counting.now = [this] { return node.now_ms(); };
  results_actor counts = system.spawn<results>(counting);
  ingestion_options routing;
  routing.elections = directory;
  routing.now = counting.now;
  ingestion_actor routes = system.spawn<ingestion>(routing);
  partition_map map{1, {{{fresh, there.region, 0}, owner, 1}}, {}, {}};
  caf::anon_send(counts, map);
  caf::anon_send(routes, map);
  node.settle();
  CAF_CHECK_EQUAL(seen->subscriptions, 1);

  served_election known;
  known.definition = defined_by_toml(document(), "document")->definition;
  known.slices = {{there.region, std::uint16_t{1}}};
  directory->put(std::move(known));
  cast_request request;
  request.what.partition = {fresh, there.region, 0};
  caf::anon_send(routes, cast_batch{{request}});
  node.advance(300ms);
  CAF_CHECK_EQUAL(seen->casts, 1);
  CAF_CHECK_EQUAL(seen->subscriptions, 2);
  caf::anon_send_exit(counts, caf::exit_reason::kill);
  caf::anon_send_exit(routes, caf::exit_reason::kill);
  caf::anon_send_exit(owner, caf::exit_reason::kill);
  node.settle();
}

CAF_TEST_FIXTURE_SCOPE_END()
