// Goal: nothing is certified before every partition that it is about has
// closed; what is certified is signed once, kept, and the same for ever; what
// was in the box at the opening is shown from then on. Method: a node with its
// administration in virtual time, crashed and started again.
#define CAF_SUITE certification
#include "caf/test/unit_test.hpp"

#include <caf/event_based_actor.hpp>
#include <caf/scoped_actor.hpp>
#include <caf/send.hpp>

#include "actors/administration.hpp"
#include "actors/catalog.hpp"
#include "domain/text.hpp"
#include "storage/memory/memory_administration.hpp"
#include "tests/fixtures/elections.hpp"
#include "tests/fixtures/voting_node.hpp"

using namespace scrutin;
using namespace scrutin::fixtures;
using namespace std::chrono_literals;

namespace {

const selection oui = single_choice{{1}};
constexpr partition_id first{{1}, {1}, 0};
constexpr partition_id second{{1}, {2}, 0};

election two_regions(release_policy policy) {
  auto x = referendum();
  x.opens_at_ms = simulation_begins_ms + 10'000;
  x.closes_at_ms = simulation_begins_ms + 60'000;
  x.grace_s = 5;
  x.policy = policy;
  x.regions.push_back(x.regions.front());
  x.regions.back().id = {2};
  x.regions.back().code = "second";
  x.contests.push_back(x.contests.front());
  x.contests.back().region = {2};
  return x;
}

/// A value of a certificate's text.
std::string value_of(const std::string& text, const std::string& name) {
  auto at = text.find('"' + name + "\":");
  if (at == std::string::npos) {
    return "";
  }
  at += name.size() + 3;
  return text.substr(at, text.find_first_of(",}", at) - at);
}

/// All contests of a certificate, as they stand in it.
std::string contests_of(const std::string& text) {
  auto at = text.find("\"contests\":[");
  return text.substr(at, text.find("],\"definition_sha256\"") - at);
}

struct official_world {
  voting_node node;
  std::shared_ptr<memory_administration> store =
    std::make_shared<memory_administration>(node.contents());
  account_registry log{
    store, [this] { return node.now_ms(); },
    [](std::size_t bytes) { return std::string(bytes, 'r'); }};
  administration_actor offices;
  caf::actor asker;
  std::vector<admin_answer> answers;
  std::vector<result_certificate> told;
  sha256_hash token;

  explicit official_world(release_policy policy)
    : official_world{two_regions(policy)} {}

  explicit official_world(const election& rules) : node{{rules}, 20} {
    account chief;
    chief.name = "louise";
    chief.roles.add(role::chief_officer);
    CAF_REQUIRE(log.add("test", chief, "no password"));
    auto made = log.make_token("test", "louise", 86'400'000);
    CAF_REQUIRE(made);
    token = sha256(made->token.view());
    start();
  }
  ~official_world() { stop(); }

  void start() {
    node.start();
    node.settle();
    administration_options chosen;
    chosen.now = [this] { return node.now_ms(); };
    chosen.random = [](std::size_t bytes) { return std::string(bytes, 'r'); };
    chosen.elections = node.elections_ptr();
    auto kept = open_memory(node.contents());
    offices = node.system().spawn<administration>(
      std::move(chosen), std::shared_ptr<administration_store>{store},
      std::shared_ptr<review_store>{std::move(kept.review)},
      std::shared_ptr<roll_store>{std::move(kept.roll)});
    caf::send_as(offices, node.handles().directory, subscribe_partitions{});
    asker = node.system().spawn([this](caf::event_based_actor*) {
      return caf::behavior{
        [this](admin_answer& x) { answers.push_back(std::move(x)); },
        [this](const certificate_published& x) { told.push_back(x.what); }};
    });
    caf::send_as(asker, node.handles().catalog, subscribe_certificates{});
    node.settle();
  }

  void stop() {
    caf::anon_send_exit(offices, caf::exit_reason::kill);
    caf::anon_send_exit(asker, caf::exit_reason::kill);
    offices = nullptr;
    asker = nullptr;
    node.crash();
  }

  admin_answer ask(admin_operation what, act_kind kind = act_kind::open,
                   std::uint32_t region = 0, const std::string& reason = "") {
    admin_request x;
    x.proof = {proof_kind::token, token};
    x.needed = permission::certify_results;
    x.what = what;
    x.act.what = kind;
    x.act.election = {1};
    x.act.region = {region};
    x.act.reason = reason;
    answers.clear();
    caf::send_as(asker, offices, std::move(x));
    node.settle();
    // Proceedings look every second; whoever does not answer has its time.
    node.advance(12s);
    CAF_REQUIRE_EQUAL(answers.size(), 1u);
    return answers.front();
  }

  admin_answer certify(std::uint32_t region = 0) {
    return ask(admin_operation::decide, act_kind::certify, region);
  }

  std::optional<verdict> cast(std::size_t voter) {
    auto x = node.cast_ballot(voter, oui);
    node.settle();
    return node.verdict_of(x);
  }

  void vote_and_close() {
    node.advance(11s);
    CAF_CHECK(cast(0) == verdict::accepted);
    CAF_CHECK(cast(21) == verdict::accepted);
    CAF_CHECK(cast(22) == verdict::accepted);
    node.advance(60s);
  }

  std::optional<result_certificate> kept(std::uint32_t version,
                                         std::uint32_t region = 0) {
    return *store->find_certificate({1}, {region}, version);
  }
};

} // namespace

CAF_TEST(nothing is certified while a partition has not closed) {
  official_world at{release_policy::live};
  at.node.advance(11s);
  CAF_CHECK(at.cast(0) == verdict::accepted);
  // The store is away when it is time to close.
  at.node.faults()->away = true;
  at.node.advance(60s);
  auto refused = at.certify();
  CAF_CHECK(refused.verdict == admin_verdict::conflict);
  CAF_CHECK(refused.detail.find(to_string(first)) != std::string::npos);
  CAF_CHECK(refused.detail.find(to_string(second)) != std::string::npos);
  CAF_CHECK(!at.kept(1));
  at.node.faults()->away = false;
  at.node.advance(15s);
  CAF_CHECK(at.certify().verdict == admin_verdict::done);
}

CAF_TEST(a region is certified by itself where results come out by themselves) {
  for (auto policy : {release_policy::live, release_policy::at_close}) {
    official_world at{policy};
    at.node.advance(11s);
    auto closed =
      at.ask(admin_operation::decide, act_kind::close, 1, "nobody is left");
    CAF_CHECK(closed.verdict == admin_verdict::done);
    at.node.advance(10s);
    auto x = at.certify(1);
    if (policy == release_policy::live) {
      CAF_CHECK(x.verdict == admin_verdict::done);
      CAF_CHECK(at.kept(1, 1));
    } else {
      // The second region still votes, and nothing comes out before its end.
      CAF_CHECK(x.verdict == admin_verdict::conflict);
      CAF_CHECK(x.detail.find(to_string(second)) != std::string::npos);
      CAF_CHECK(x.detail.find(to_string(first)) == std::string::npos);
      CAF_CHECK(!at.kept(1, 1));
    }
  }
}

CAF_TEST(regions that come out in one sum are certified with the whole alone) {
  auto rules = two_regions(release_policy::at_close);
  rules.small_regions = small_region_rule::merge;
  official_world at{rules};
  at.vote_and_close();
  auto alone = at.certify(1);
  CAF_CHECK(alone.verdict == admin_verdict::conflict);
  CAF_CHECK(alone.detail.find("one sum") != std::string::npos);
  CAF_CHECK(at.certify().verdict == admin_verdict::done);
  auto kept = at.kept(1);
  CAF_REQUIRE(kept);
  CAF_CHECK(kept->text.find("\"merged\":[1,2]") != std::string::npos);
  // The sum stands in the first; the other holds nothing.
  CAF_CHECK_EQUAL(value_of(kept->text, "oui"), "3");
  CAF_CHECK(kept->text.find("\"ballots\":0") != std::string::npos);
}

CAF_TEST(a name that was merged after the count keeps it from being signed) {
  auto rules = single(3);
  rules.write_ins = true;
  rules.opens_at_ms = simulation_begins_ms - 20'000;
  rules.closes_at_ms = simulation_begins_ms - 10'000;
  rules.grace_s = 0;
  official_world at{rules};
  official_log officials{at.store, at.node.elections_ptr()};
  decision_desk desk{at.log, officials, at.node.elections_ptr(),
                     [&at] { return at.node.now_ms(); }};
  account chief;
  chief.name = "louise";
  chief.roles.add(role::chief_officer);
  admin_request certify;
  certify.needed = permission::certify_results;
  certify.act.what = act_kind::certify;
  certify.act.election = rules.id;
  counted_contests counted;
  counted.contests = {
    {{1}, 0, count_contest(rules, rules.contests[0], {}), {}}};
  counted.merged_names = desk.merged_names(rules.id);
  official_act merge;
  merge.what = act_kind::merge;
  merge.election = rules.id;
  merge.region = {1};
  merge.option = {2};
  merge.written_name = write_in_id_of({rules.id, {1}}, "Zoe");
  merge.at_ms = at.node.now_ms();
  merge.by = "louise";
  CAF_REQUIRE(at.log.record("louise", [&](std::uint64_t) {
    return result<placed_act>{{to_line(merge), {}}};
  }));
  auto late = desk.decide(chief, "louise", certify, counted);
  CAF_REQUIRE(!late);
  CAF_CHECK(late.failure().code == ec::wrong_state);
  CAF_CHECK(late.failure().detail.find("merged meanwhile")
            != std::string::npos);
  counted.merged_names = desk.merged_names(rules.id);
  CAF_CHECK(desk.decide(chief, "louise", certify, counted));
}

CAF_TEST(a partition that nobody serves keeps anything from being certified) {
  official_world at{release_policy::live};
  at.vote_and_close();
  partition_map without;
  without.version = 1'000;
  caf::anon_send(at.offices, without);
  auto refused = at.certify(2);
  CAF_CHECK(refused.verdict == admin_verdict::conflict);
  CAF_CHECK(refused.detail.find(to_string(second)) != std::string::npos);
  CAF_CHECK(refused.detail.find(to_string(first)) == std::string::npos);
}

CAF_TEST(what is certified is signed and kept and amended by a new version) {
  official_world at{release_policy::at_close};
  at.vote_and_close();
  auto done = at.certify();
  CAF_REQUIRE(done.verdict == admin_verdict::done);
  auto one = at.kept(1);
  CAF_REQUIRE(one);
  CAF_CHECK_EQUAL(done.acts.front().certificate, one->sha256);
  // The line of the log names what was signed, and what was signed the line.
  auto number = done.acts.front().number;
  CAF_CHECK_EQUAL(value_of(one->text, "audit_line"), std::to_string(number));
  auto line = *at.store->audit(number - 1, 1);
  CAF_CHECK(line.front().detail.find(one->sha256) != std::string::npos);
  CAF_CHECK_EQUAL(value_of(one->text, "version"), "1");
  CAF_CHECK_EQUAL(value_of(one->text, "previous_sha256"), "null");
  CAF_CHECK_EQUAL(value_of(one->text, "oui"), "3");
  CAF_REQUIRE_EQUAL(at.told.size(), 1u);
  CAF_CHECK_EQUAL(at.told.front().text, one->text);

  auto again = at.certify();
  CAF_CHECK(again.verdict == admin_verdict::conflict);
  auto silent = at.ask(admin_operation::decide, act_kind::amend, 0);
  CAF_CHECK(silent.verdict == admin_verdict::invalid);
  auto other = at.ask(admin_operation::decide, act_kind::amend, 2, "a slip");
  CAF_CHECK(other.verdict == admin_verdict::conflict);

  // Opened again from what lies in the store.
  at.stop();
  at.told.clear();
  at.start();
  at.node.advance(2s);
  CAF_REQUIRE_EQUAL(at.told.size(), 1u);
  CAF_CHECK_EQUAL(at.told.front().text, one->text);
  auto amended = at.ask(admin_operation::decide, act_kind::amend, 0, "a slip");
  CAF_REQUIRE(amended.verdict == admin_verdict::done);
  auto two = at.kept(2);
  CAF_REQUIRE(two);
  CAF_CHECK_EQUAL(value_of(two->text, "previous_sha256"),
                  '"' + one->sha256 + '"');
  CAF_CHECK_EQUAL(value_of(two->text, "reason"), "\"a slip\"");
  CAF_CHECK_EQUAL(value_of(two->text, "version"), "2");
  CAF_CHECK_EQUAL(contests_of(two->text), contests_of(one->text));
  CAF_CHECK(contests_of(two->text).size() > 500);
  auto first_kept = at.kept(1);
  CAF_CHECK_EQUAL(first_kept->text, one->text);
  CAF_CHECK_EQUAL(at.told.size(), 2u);
}

CAF_TEST(the close is told partition by partition) {
  official_world at{release_policy::at_close};
  auto states = [&at] {
    std::string text;
    for (const auto& x : at.ask(admin_operation::show_closing).closing) {
      text += x.status ? to_string(x.status->state) : "unknown";
      text += " ";
    }
    return text;
  };
  CAF_CHECK_EQUAL(states(), "sealed sealed ");
  CAF_CHECK_EQUAL(states(), "open open ");
  CAF_CHECK(at.cast(0) == verdict::accepted);
  at.node.faults()->away = true;
  at.node.advance(60s);
  CAF_CHECK_EQUAL(states(), "open open ");
  at.node.faults()->away = false;
  at.node.advance(15s);
  auto told = at.ask(admin_operation::show_closing);
  CAF_REQUIRE_EQUAL(told.closing.size(), 2u);
  for (const auto& x : told.closing) {
    CAF_REQUIRE(x.status);
    auto& status = *x.status;
    CAF_CHECK(status.state == partition_state::closed);
    CAF_CHECK_EQUAL(status.in_flight, 0u);
    auto is_first = x.partition == first;
    CAF_CHECK_EQUAL(status.ballots, is_first ? 1u : 0u);
    // Opened, a ballot, closed.
    CAF_CHECK_EQUAL(status.frames, is_first ? 3u : 2u);
    CAF_CHECK_EQUAL(x.closes_at_ms, simulation_begins_ms + 60'000);
  }
  caf::anon_send(at.offices, partition_map{});
  CAF_CHECK_EQUAL(states(), "unknown unknown ");
}

CAF_TEST(what was in the box at the opening is shown from then on) {
  official_world at{release_policy::at_close};
  contest_id where{{1}, {1}};
  auto opening = [&] { return at.node.report(where).opening; };
  at.node.advance(1s);
  CAF_CHECK_EQUAL(opening().partitions, 0u);
  at.node.advance(10s);
  CAF_CHECK_EQUAL(opening().partitions, 1u);
  CAF_CHECK_EQUAL(opening().voters, 20u);
  CAF_CHECK_EQUAL(opening().ballots, 0u);
  CAF_CHECK(at.cast(0) == verdict::accepted);
  // The roll changes afterwards; what was sealed does not.
  change_roll added{first, {}, roll_change::addition};
  added.tag.data.fill(7);
  caf::anon_send(at.node.validator(first), added);
  at.node.advance(1s);
  CAF_CHECK_EQUAL(at.node.report(where).eligible, 21u);
  CAF_CHECK_EQUAL(opening().voters, 20u);
  at.stop();
  at.start();
  at.node.advance(6s);
  CAF_CHECK_EQUAL(at.node.report(where).eligible, 21u);
  CAF_CHECK_EQUAL(opening().partitions, 1u);
  CAF_CHECK_EQUAL(opening().voters, 20u);
  CAF_CHECK_EQUAL(opening().ballots, 0u);
}
