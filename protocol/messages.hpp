#pragma once

// What actors say to one another. The table of who says what to whom, with
// answers and deadlines, is docs/PROTOCOL.md; the typed interfaces stand in
// actors.hpp.

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "domain/attempts.hpp"
#include "domain/certification/result_certificate.hpp"
#include "domain/cluster.hpp"
#include "domain/counting/count.hpp"
#include "domain/course/election_course.hpp"
#include "domain/frame.hpp"
#include "domain/ledger.hpp"
#include "domain/write_ins.hpp"
#include "protocol/inspect_domain.hpp"

namespace scrutin {

/// Format of every message that can cross nodes.
constexpr std::uint32_t protocol_version = 3;

/// Whether nodes of these formats understand each other: neighbours do, so
/// that a cluster is renewed node by node.
constexpr bool speaks_with(std::uint32_t x, std::uint32_t y) {
  return x == y || x + 1 == y || y + 1 == x;
}

// -- casting ------------------------------------------------------------------

/// One cast, with the number that its sender knows it by.
struct cast_request {
  std::uint64_t ticket = 0;
  cast what;
};

/// Casts on their way: edge to ingestion, ingestion to validator.
struct cast_batch {
  std::vector<cast_request> casts;
};

/// What became of a cast. Acceptance is told only after the commit.
enum class verdict : std::uint8_t {
  accepted = 1,
  already_voted,
  unknown_credential,
  not_open,
  closed,
  invalid_selection,
  /// The partition has another owner now: ask again. Never leaves ingestion.
  moved,
  /// Certainly not counted, and nothing is wrong with it: try later.
  unavailable,
  /// Nobody knows (yet): repeating the cast with its retry key tells.
  outcome_unknown,
  /// Stopped a validator twice: reported to officials, who can look whether
  /// it counts.
  set_aside,
  /// Since format 3: officials have stopped voting for a while.
  suspended,
};

struct cast_outcome {
  std::uint64_t ticket = 0;
  verdict what = verdict::outcome_unknown;
  /// With `already_voted`: casts refused for this tag so far, best effort.
  std::uint32_t attempts = 0;
};

/// Validator to ingestion, ingestion to edge; in no order, several to a batch.
struct cast_outcomes {
  std::vector<cast_outcome> outcomes;
};

/// Edge to ingestion to validator: is this ballot in the box?
struct receipt_query {
  std::uint64_t ticket = 0;
  partition_id partition;
  ballot_id ballot;
};

enum class receipt_state : std::uint8_t {
  in_box = 1,
  not_in_box,
  /// The partition cannot be asked now.
  unavailable,
};

struct receipt_answer {
  std::uint64_t ticket = 0;
  receipt_state state = receipt_state::unavailable;
};

/// Edge to ingestion to validator: may this tag vote there, and has it?
struct voter_query {
  std::uint64_t ticket = 0;
  partition_id partition;
  credential_tag tag;
};

enum class voter_state : std::uint8_t {
  /// Also where it was revoked.
  not_on_roll = 1,
  has_not_voted,
  has_voted,
  /// The partition cannot be asked now.
  unavailable,
};

struct voter_answer {
  std::uint64_t ticket = 0;
  partition_id partition;
  voter_state state = voter_state::unavailable;
};

// -- the roll -----------------------------------------------------------------

/// Administration to validator: this tag may vote from now on, or no more. A
/// repeat has no effect and the same answer.
struct change_roll {
  partition_id partition;
  credential_tag tag;
  roll_change what = roll_change::addition;
};

enum class roll_verdict : std::uint8_t {
  /// It is so, durably.
  done = 1,
  has_voted,
  /// Not on the roll of that partition.
  unknown,
  /// To be added, but was revoked.
  revoked,
  closed,
  /// Certainly not done, and nothing is wrong with it: try later.
  unavailable,
};

/// Validator to administration.
struct roll_changed {
  roll_verdict what = roll_verdict::unavailable;
};

// -- the ballot box -----------------------------------------------------------

/// Validator to ballot box: make me the owner and send what I do not have.
struct acquire_partition {
  partition_id partition;
  /// Slices of the region's roll; tells which tags belong to this one.
  std::uint16_t slices = 1;
  /// Frames up to here, and the roll if above 0, are known.
  sequence_number after = 0;
  /// May begin with a snapshot, where `after` is 0.
  bool from_snapshot = false;
};

/// Never crosses nodes: a ballot box serves the validators of its own.
struct partition_log {
  partition_id partition;
  epoch_number epoch = 0;
  std::vector<sealed_frame> frames;
  std::vector<credential_tag> roll;
  /// Encoded; stands for the roll and all frames before, where there is one.
  std::string snapshot;
  /// Spent tags in the whole log, where there is a snapshot.
  std::uint64_t spent = 0;
};

/// Validator to the keeper of snapshots, which seals it. Never crosses nodes.
struct keep_snapshot {
  partition_id partition;
  frame_mark after;
  /// Of partition_ledger::save.
  std::string ledger;
};

/// Validator to the attempt counter, which nodes share: who tried again so far,
/// under earlier owners too? Never crosses nodes.
struct attempts_wanted {
  partition_id partition;
};

struct attempts_known {
  std::vector<attempt_count> counts;
};

/// Validator to the attempt counter: further ones. Never crosses nodes.
struct attempts_noted {
  partition_id partition;
  std::vector<attempt_count> counts;
};

/// Validator to ballot box: make this durable. Never crosses nodes: it names
/// who voted.
struct append_frame {
  sealed_frame frame;
  /// The tags that its ballots spend.
  std::vector<credential_tag> spent;
};

/// Validator to ballot box: does nobody else own it by now?
struct confirm_ownership {
  partition_id partition;
  epoch_number epoch = 0;
};

/// Ballot box to validator: nobody, when it looked.
struct ownership_confirmed {
  partition_id partition;
};

/// Ballot box to validator: it is durable.
struct frame_committed {
  sequence_number sequence = 0;
};

// -- partitions ---------------------------------------------------------------

/// Catalog to validator, when the clock says so. Repeats have no effect.
struct open_partition {};
struct close_partition {};

/// Catalog to validator, after an official's act: since format 3. One with a
/// lower number than what is in the log has no effect.
struct set_course {
  course_content course;
};

struct partition_status {
  partition_id partition;
  partition_state state = partition_state::sealed;
  std::uint64_t voters = 0;
  std::uint64_t ballots = 0;
  std::uint64_t memory_bytes = 0;
  // -- since format 3 --
  /// In its log.
  sequence_number frames = 0;
  /// Casts and changes of the roll that were taken in and are not answered.
  std::uint64_t in_flight = 0;
  zero_report opening;
};

struct status_query {};

/// Validator to the partition directory: it can be asked now.
struct partition_ready {
  partition_id partition;
  /// It writes under; a later one follows where it acquired again.
  epoch_number epoch = 0;
};

/// Partition directory to validator: take nothing new, finish what is in
/// flight, and end. Another node is to have the partition.
struct leave_partition {};

/// Validator to the partition directory: all of it is finished.
struct partition_left {
  partition_id partition;
  /// It wrote under last.
  epoch_number epoch = 0;
};

/// Any actor to the partition directory: keep me posted.
struct subscribe_partitions {};

/// To the partition directory, from whoever took definitions up: these are the
/// partitions of all elections from now on. Never crosses nodes.
struct elections_changed {
  std::vector<partition_id> partitions;
};

// -- results ------------------------------------------------------------------

/// Results to validator: send totals from now on, beginning with a snapshot.
struct subscribe_totals {};

/// Validator to results: released totals, or a piece of them. One is
/// unacknowledged at most; what happens meanwhile is conflated.
struct totals_update {
  partition_id partition;
  /// Version that `changes` add to; of no meaning in a snapshot.
  sequence_number base = 0;
  /// Whether `changes` replace everything.
  bool snapshot = false;
  /// Version after the last piece.
  sequence_number version = 0;
  std::uint32_t piece = 0;
  std::uint32_t pieces = 1;
  std::uint64_t voters = 0;
  std::uint64_t turnout = 0;
  partition_state state = partition_state::sealed;
  /// Votes to add, by canonical selection.
  std::vector<tally_entry> changes;
  /// Since format 3: candidates who have withdrawn, in the log.
  std::vector<option_id> withdrawn = {};
  /// Since format 3.
  zero_report opening;
};

/// Results to validator: taken in, or wanted as a snapshot instead.
struct totals_ack {
  sequence_number version = 0;
  bool snapshot_wanted = false;
};

/// What was in the box of a contest when it opened: the sum over its
/// partitions, from their logs.
struct contest_opening {
  /// Partitions that have opened.
  std::uint32_t partitions = 0;
  /// On their rolls, as sealed.
  std::uint64_t voters = 0;
  /// In their boxes.
  std::uint64_t ballots = 0;
};

/// One contest as released.
struct contest_report {
  contest_id contest;
  /// Grows with every change; starts anew with the results actor.
  std::uint64_t version = 0;
  std::int64_t updated_at_ms = 0;
  std::uint64_t eligible = 0;
  std::uint64_t turnout = 0;
  /// Partitions of the contest, and those that totals are in from.
  std::uint32_t partitions = 0;
  std::uint32_t partitions_reporting = 0;
  bool closed = false;
  /// Whether the results policy lets votes out.
  bool votes_released = false;
  /// Since format 3: candidates who have withdrawn; they may be told at any
  /// time.
  std::vector<option_id> withdrawn = {};
  /// Empty where votes are not released; its ballots are at most the turnout.
  /// Without pairs where they would be too large for a message.
  contest_count count;
  /// Since format 3.
  contest_opening opening;
  /// Since format 3: regions whose votes come out in one sum with this one's,
  /// in the order of the definition, this one among them; none where they come
  /// out by themselves. The sum stands in the count of the first of them; those
  /// of the others hold nothing.
  std::vector<region_id> merged = {};
};

/// Results to its subscribers: what is new since the last one acknowledged.
struct results_update {
  std::uint64_t number = 0;
  std::vector<contest_report> contests;
};

/// Any actor to results: keep me posted, beginning with everything.
struct subscribe_results {};

struct results_ack {
  std::uint64_t number = 0;
};

// -- the catalog --------------------------------------------------------------

enum class election_state : std::uint8_t {
  /// Before opening.
  announced = 1,
  open,
  /// Past closing time, until every partition's close is durable.
  closing,
  closed,
  // -- since format 3 --
  /// Nobody can vote for a while.
  suspended,
  /// Closed, and every region's result is certified.
  certified,
  annulled,
};

const char* to_string(election_state x);

struct election_status {
  election_id election;
  election_state state = election_state::announced;
};

/// How a region stands, by its definition and what officials did.
struct region_status {
  contest_id contest;
  region_course course;
};

/// Catalog to its subscribers: on subscribing, and on every change.
struct election_statuses {
  std::vector<election_status> elections;
  /// Since format 3: every region of each.
  std::vector<region_status> regions;
};

/// Proceedings to the catalog of the same node, every second: what officials
/// did since the last time, and when it was asked. Never crosses nodes.
struct acts_known {
  std::vector<official_act> acts;
  /// Unix ms: every act up to here is known.
  std::int64_t as_of_ms = 0;
  /// Those of the acts that certify.
  std::vector<result_certificate> certificates;
};

/// Administration to proceedings: there is a new one. Never crosses nodes.
struct acts_wanted {};

/// The catalog to proceedings: all of them, and keep me posted. Never crosses
/// nodes.
struct subscribe_acts {};

struct subscribe_elections {};

/// An edge to the catalog of its node: all certificates, and those to come.
/// Never crosses nodes, as what is told.
struct subscribe_certificates {};

/// The catalog to whoever subscribed: one that was published.
struct certificate_published {
  result_certificate what;
};

// -- the final count ----------------------------------------------------------

/// Administration to a final count: begin. Never crosses nodes.
struct count_wanted {};

/// The answer, once every partition has said how it is, or time is up: the
/// contests in the order of the definition, or why there are none. Never
/// crosses nodes.
struct final_counts {
  std::vector<certified_contest> contests;
  /// Partitions that are not closed.
  std::vector<partition_id> open;
  /// Partitions that said nothing.
  std::vector<partition_id> silent;
  /// By region and name, what voters wrote in.
  std::vector<write_in_count> written_names;
};

// -- review -------------------------------------------------------------------

/// Review to validator, every second: what was refused since?
struct collect_reviews {};

/// Refused attempts, merged by tag.
struct review_report {
  std::vector<review_entry> entries;
};

// -- the cluster --------------------------------------------------------------

/// Any actor to membership: keep me posted.
struct subscribe_cluster {};

/// Partition directory to membership: another node gives up what this one's
/// view leaves to it, so that the view is old. Do not wait with the next
/// heartbeat. Never crosses nodes.
struct view_wanted {};

/// Membership to its subscribers, after each heartbeat: who is there and who
/// owns what. Never crosses nodes.
struct cluster_news {
  cluster_view view;
  /// Until when this node may answer for what it owns: ns on the monotonic
  /// clock of its actors.
  std::int64_t lease_until_ns = 0;
};

/// Node to membership, until nothing is left: hand over what is here.
struct leave_cluster {};

/// Membership to node.
struct cluster_left {
  /// Live validator nodes that can take what is left; 0: also if none is.
  std::uint32_t others = 0;
};

/// Partition directory to membership: nobody shall own it any more.
struct release_partition {
  partition_id partition;
  /// It was written under; a partition of a later one is not released.
  epoch_number epoch = 0;
};

struct partition_released {
  partition_id partition;
};

/// Partition directory to peers, peers to those of another node, which tell
/// their own directory: the partition is given up and belongs to `to`, which
/// need not wait for its next heartbeat.
struct offer_partition {
  std::string to;
  partition_id partition;
  /// It was written under last.
  epoch_number epoch = 0;
};

/// Peers to a dialer: connect me to that node. Never crosses nodes.
struct dial_node {
  member to;
};

/// Peers to a dialer: does anything listen where that node does? Never crosses
/// nodes.
struct probe_node {
  member to;
};

struct node_probed {
  /// The host answered that nothing listens there: the process has ended.
  /// False also where no answer came.
  bool refused = false;
};

/// Peers to the partition directory: that process has ended, although the
/// authority still counts its lease. Never crosses nodes.
struct node_ended {
  std::string name;
  incarnation_id incarnation;
};

/// From a guest, a node without a way to the database, to a node that has one
/// and so is its host: a heartbeat to write.
struct guest_heartbeat {
  member self;
};

/// To the guest, once the authority has it.
struct guest_view {
  cluster_view view;
};

/// From a subscriber that is no node to a node: where do I hear of results?
struct results_wanted {
  std::uint32_t protocol = protocol_version;
};

/// From a guest that starts to its host.
struct elections_wanted {
  std::string name;
  std::uint32_t protocol = protocol_version;
};

/// What a guest cannot read in the database. Its keys are sealed under the
/// master key, which the guest has from its operator.
struct offered_election {
  election_id election;
  /// Of the definition, which the guest has as a document.
  std::string fingerprint;
  std::string wrapped_keys;
  std::vector<std::pair<region_id, std::uint16_t>> slices;
  bool has_roll = true;
};

struct elections_offer {
  std::vector<offered_election> elections;
};

/// Peers to itself, when the pause before it dials again is over.
struct dial_again {
  std::string node;
};

/// Peers to itself, a moment after a connection was lost.
struct probe_due {
  std::string node;
  incarnation_id incarnation;
};

// -- within one actor ---------------------------------------------------------

/// To itself, at regular intervals: look at what is due.
struct clock_tick {};

/// Supervisor to itself, when a child's pause is over.
struct restart_child {
  std::uint64_t child = 0;
};

} // namespace scrutin
