// Every message survives the way between two nodes: what was written reads
// back and writes the same bytes again, and a torn message is an error.

#define CAF_SUITE messages
#include "caf/test/unit_test.hpp"

#include <algorithm>

#include <caf/actor_system.hpp>
#include <caf/actor_system_config.hpp>
#include <caf/binary_deserializer.hpp>
#include <caf/binary_serializer.hpp>

#include "protocol/errors.hpp"
#include "protocol/type_ids.hpp"

using namespace scrutin;

namespace {

const partition_id place{{7}, {3}, 2};

partition_status sample_status() {
  partition_status x;
  x.partition = place;
  x.state = partition_state::open;
  x.voters = 100;
  x.ballots = 50;
  x.memory_bytes = 4096;
  x.frames = 9;
  x.in_flight = 3;
  x.opening = {1, 100, 0};
  return x;
}

struct config : caf::actor_system_config {
  config() { add_message_types<caf::id_block::scrutin>(); }
};

struct fixture {
  config chosen;
  caf::actor_system system{chosen};

  template <class T>
  std::vector<char> written(T& x) {
    std::vector<char> bytes;
    caf::binary_serializer out{system, bytes};
    CAF_CHECK(!out(x));
    return bytes;
  }

  template <class T>
  void check(T x) {
    auto bytes = written(x);
    T read;
    caf::binary_deserializer in{system, bytes};
    CAF_CHECK(!in(read));
    CAF_CHECK(written(read) == bytes);
    if (!bytes.empty()) {
      bytes.pop_back();
      T torn;
      caf::binary_deserializer short_in{system, bytes};
      CAF_CHECK(short_in(torn));
    }
  }
};

cast sample_cast() {
  cast x;
  x.partition = place;
  x.tag.data.fill(1);
  x.ballot.data.fill(2);
  x.retry.data.fill(3);
  x.selection = "chosen";
  x.received_at_ms = 1234;
  return x;
}

contest_report sample_report() {
  contest_report x;
  x.contest = {{7}, {3}};
  x.version = 9;
  auto& count = x.count;
  count.votes = {{{1}, 5}, {{2}, 6}};
  count.decimals = 3;
  count.quota = 4;
  count_round round;
  round.votes = {{{1}, 5}};
  round.exhausted = 1;
  round.lost = 2;
  round.elected = {{1}};
  round.eliminated = {{2}, {3}};
  round.reason = elimination_reason::cannot_win;
  round.surplus_of = option_id{1};
  round.transfers = {{{1}, 4}};
  round.transferred_to_exhausted = 2;
  count.rounds.push_back(round);
  count.winners = {{1}, {4}};
  count.undecided = {{5}, {6}};
  count.ties = {{tie_question::surplus, {{1}, {4}}, {1}, tie_decider::lot, 1}};
  count.pairs = pair_votes{2};
  count.pairs.over(0, 1) = 7;
  return x;
}

} // namespace

CAF_TEST_FIXTURE_SCOPE(messages_tests, fixture)

CAF_TEST(casts and their outcomes travel) {
  check(cast_batch{{{42, sample_cast()}, {43, sample_cast()}}});
  check(cast_outcomes{
    {{42, verdict::accepted, 0}, {43, verdict::already_voted, 3}}});
  check(receipt_query{5, place, sample_cast().ballot});
  check(receipt_answer{5, receipt_state::in_box});
  check(voter_query{6, place, sample_cast().tag});
  check(voter_answer{6, place, voter_state::has_voted});
  check(change_roll{place, sample_cast().tag, roll_change::revocation});
  check(roll_changed{roll_verdict::closed});
}

CAF_TEST(frames and logs travel) {
  sealed_frame frame;
  frame.header.partition = place;
  frame.header.epoch = 4;
  frame.header.sequence = 11;
  frame.header.kind = frame_kind::ballots;
  frame.sealed = std::string(300, 'x');
  check(acquire_partition{place, 12, 7, true});
  check(append_frame{frame, {sample_cast().tag}});
  check(confirm_ownership{place, 5});
  check(ownership_confirmed{place});
  check(frame_committed{11});
  check(partition_log{
    place, 4, {frame, frame}, {sample_cast().tag}, "snapshot", 9});
  check(keep_snapshot{
    place, {3, 2, frame_kind::ballots, std::string(16, 't')}, "ledger"});
  check(attempts_wanted{place});
  check(attempts_known{{{5, 1}, {~std::uint64_t{0}, 7}}});
  check(attempts_noted{place, {{5, 1}}});
}

CAF_TEST(states of elections of a node before format 3 are read) {
  election_statuses told{{{{7}, election_state::closing}}, {}};
  auto bytes = written(told);
  // Their list of regions is empty here; there it is not sent at all.
  bytes.pop_back();
  election_statuses read;
  caf::binary_deserializer in{system, bytes};
  CAF_CHECK(!in(read));
  CAF_REQUIRE_EQUAL(read.elections.size(), 1u);
  CAF_CHECK(read.elections.front().state == election_state::closing);
  CAF_CHECK(read.regions.empty());
}

CAF_TEST(partitions of a node before format 3 are read) {
  auto status = sample_status();
  std::vector<char> before;
  caf::binary_serializer out{system, before};
  CAF_CHECK(!out(status.partition, status.state, status.voters, status.ballots,
                 status.memory_bytes));
  auto bytes = written(status);
  CAF_REQUIRE(before.size() < bytes.size());
  CAF_CHECK(std::equal(before.begin(), before.end(), bytes.begin()));
  partition_status read;
  caf::binary_deserializer in{system, before};
  CAF_CHECK(!in(read));
  CAF_CHECK_EQUAL(read.ballots, 50u);
  CAF_CHECK(!read.opening.is_open());
}

CAF_TEST(totals of a node before format 3 are read) {
  totals_update update;
  update.partition = place;
  update.version = 8;
  update.changes = {{"a", 1}};
  update.opening = {1, 100, 0};
  auto bytes = written(update);
  std::vector<option_id> nobody;
  bytes.resize(bytes.size() - written(nobody).size()
               - written(update.opening).size());
  totals_update read;
  caf::binary_deserializer in{system, bytes};
  CAF_CHECK(!in(read));
  CAF_CHECK_EQUAL(read.changes.size(), 1u);
  CAF_CHECK(!read.opening.is_open());
}

CAF_TEST(partitions and their commands travel) {
  check(open_partition{});
  check(close_partition{});
  check(status_query{});
  check(sample_status());
  check(partition_ready{place, 4});
  check(leave_partition{});
  check(partition_left{place, 4});
  check(subscribe_partitions{});
  check(restart_child{3});
  check(clock_tick{});
}

CAF_TEST(totals and results travel) {
  totals_update update;
  update.partition = place;
  update.base = 3;
  update.snapshot = true;
  update.version = 8;
  update.changes = {{"a", 1}, {"b", 2}};
  update.withdrawn = {{3}, {2}};
  update.opening = {1, 100, 0};
  check(update);
  check(totals_ack{8, true});
  check(subscribe_totals{});
  check(results_update{2, {sample_report()}});
  check(results_ack{2});
  check(subscribe_results{});
}

// What format 1 wrote of the sample: everything up to the margins of the last
// contest, and nothing behind.
CAF_TEST(results of format 1 are read without what it could not say) {
  contest_report old = sample_report();
  old.count.rounds.front().eliminated = {{2}};
  results_update update{2, {old}};
  auto bytes = written(update);
  std::vector<char> before;
  caf::binary_serializer out{system, before};
  CAF_CHECK(!out(update.number, update.contests));
  CAF_REQUIRE(before.size() < bytes.size());
  CAF_CHECK(std::equal(before.begin(), before.end(), bytes.begin()));
  results_update read;
  caf::binary_deserializer in{system, before};
  CAF_CHECK(!in(read));
  CAF_REQUIRE_EQUAL(read.contests.size(), 1u);
  const auto& count = read.contests.front().count;
  CAF_CHECK(count.winners == std::vector<option_id>{{1}});
  CAF_CHECK(count.rounds.front().eliminated == std::vector<option_id>{{2}});
  CAF_CHECK(count.rounds.front().elected.empty());
  CAF_CHECK_EQUAL(count.decimals, 0u);
  CAF_CHECK(count.ties.empty());
  CAF_CHECK_EQUAL(count.pairs.options, 0u);
}

// Format 1 reads the fields it knows, in order, and looks no further.
CAF_TEST(results of format 2 begin as those of format 1) {
  results_update update{2, {sample_report()}};
  auto bytes = written(update);
  std::uint64_t number = 0;
  std::vector<contest_report> contests;
  caf::binary_deserializer in{system, bytes};
  CAF_CHECK(!in(number, contests));
  CAF_CHECK_EQUAL(number, 2u);
  CAF_REQUIRE_EQUAL(contests.size(), 1u);
  CAF_CHECK_EQUAL(contests.front().count.votes.size(), 2u);
  CAF_CHECK(in.remaining() > 0);
}

CAF_TEST(results and totals of format 2 know of no withdrawals) {
  results_update update{2, {sample_report()}};
  update.contests[0].withdrawn = {};
  auto bytes = written(update);
  std::vector<option_id> nobody;
  std::uint64_t no_ballots = 0;
  bool is_annulled = false;
  bytes.resize(
    bytes.size() - written(nobody).size() - written(no_ballots).size()
    - written(is_annulled).size() - written(update.contests[0].opening).size()
    - written(no_ballots).size() - written(update.contests[0].merged).size());
  results_update read;
  caf::binary_deserializer in{system, bytes};
  CAF_CHECK(!in(read));
  CAF_CHECK_EQUAL(in.remaining(), 0u);
  CAF_REQUIRE_EQUAL(read.contests.size(), 1u);
  CAF_CHECK(read.contests[0].count.winners == update.contests[0].count.winners);
  CAF_CHECK(read.contests[0].withdrawn.empty());
  totals_update totals;
  totals.version = 8;
  totals.changes = {{"a", 1}};
  bytes = written(totals);
  bytes.resize(bytes.size() - written(nobody).size()
               - written(totals.opening).size());
  totals_update known;
  caf::binary_deserializer from{system, bytes};
  CAF_CHECK(!from(known));
  CAF_CHECK_EQUAL(known.version, 8u);
  CAF_CHECK(known.withdrawn.empty());
}

CAF_TEST(pairs that are no square are refused) {
  auto report = sample_report();
  report.count.pairs.options = 3;
  results_update update{2, {report}};
  auto bytes = written(update);
  results_update read;
  caf::binary_deserializer in{system, bytes};
  CAF_CHECK(in(read));
}

CAF_TEST(elections and reviews travel) {
  region_course course{
    10, 20, true, 30, false, {{4}}, {{"0123456789abcdef", {4}}}, 9};
  check(election_statuses{{{{7}, election_state::closing}},
                          {{{{7}, {3}}, course}}});
  check(set_course{{9, true, 20, {{4}, {2}}}});
  official_act act;
  act.number = 4;
  act.by = "louise";
  act.reason = "smoke";
  acts_known known;
  known.acts = {act};
  known.as_of_ms = 5;
  known.certificates = {{{7}, {3}, 2, "a5", "{}"}};
  check(known);
  check(certificate_published{{{7}, {3}, 2, "a5", "{}"}});
  check(subscribe_certificates{});
  check(count_wanted{});
  check(acts_wanted{});
  check(subscribe_acts{});
  check(subscribe_elections{});
  check(collect_reviews{});
  check(review_report{
    {{{{7}, {3}}, review_kind::poison, sample_cast().tag, 2, 1, 2}}});
}

CAF_TEST(what membership says travels) {
  member self;
  self.name = "a";
  self.incarnation.data.fill(7);
  self.address = "a.example:9100";
  self.roles = {true, false, true};
  self.protocol = 1;
  check(cluster_news{{{{self, true, 12, 34}}, {{place, "a", 5}}}, 678});
  check(subscribe_cluster{});
  check(release_partition{place, 5});
  check(partition_released{place});
  check(leave_cluster{});
  check(cluster_left{2});
  check(offer_partition{"b", place, 5});
  check(view_wanted{});
  check(dial_node{self});
  check(dial_again{"b"});
  check(probe_due{"b", self.incarnation});
  check(probe_node{self});
  check(node_probed{true});
  check(node_ended{"b", self.incarnation});
  check(greet_node{1, "a", self.incarnation, {}, true});
  check(node_news{1, "a", self.incarnation, {}, {}, {}});
  check(results_here{});
  check(results_wanted{});
  check(guest_heartbeat{self});
  check(guest_view{});
  check(elections_wanted{"e", 1});
  check(elections_offer{{{{1}, "f", "w", {{{1}, 3}}, true}}});
  check(node_dialled{});
}

CAF_TEST(nodes of neighbouring formats understand each other) {
  CAF_CHECK(speaks_with(4, 4));
  CAF_CHECK(speaks_with(4, 5));
  CAF_CHECK(speaks_with(5, 4));
  CAF_CHECK(!speaks_with(4, 6));
  CAF_CHECK(!speaks_with(0, 2));
}

CAF_TEST(a map without routes travels) {
  check(partition_map{});
}

CAF_TEST(errors keep their code and detail and name no cast) {
  auto ours = from_caf(to_caf({ec::storage_full, "no room"}));
  CAF_REQUIRE(ours.has_value());
  CAF_CHECK(ours->code == ec::storage_full);
  CAF_CHECK(ours->detail == "no room");
  CAF_CHECK(!from_caf(caf::sec::request_timeout));
  auto blamed = poison_error(sample_cast().retry);
  CAF_CHECK(poison_of(blamed) == sample_cast().retry);
  CAF_CHECK(describe(blamed).find('\x03') == std::string::npos);
  CAF_CHECK(!poison_of(to_caf({ec::damaged, "x"})));
}

CAF_TEST_FIXTURE_SCOPE_END()
